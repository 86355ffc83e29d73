//! Transport mode for what is not between the two peers, on ends that do not fall back to tunnel mode for it.

use crate::model::{
    Addresses, Child, EncapsulationMode, Entry, IkeSettings, IkeVersion, ModeNegotiation, Setting, TrafficSelector,
    UnknownReason,
};
use crate::negotiation::child_sa::{Phase2, mode_words, selector_notify};
use crate::negotiation::session::{Session, Side};
use crate::negotiation::{End, Fault, Message, Outcome, QuestionReason, Stop, Subject};

impl<'a> Session<'a> {
    /// The end that asks for transport mode for a selector without the two peers, with the fault. strongSwan narrows its
    /// selectors to the peers, and has none left (seen with two daemons of 5.9.8).
    pub(super) fn unfit_for_transport(
        &mut self,
        phase: Phase2<'a>,
        child: &Child,
        accepting: &Entry,
        counterpart: Option<usize>,
    ) -> Option<(End, Fault)> {
        let responder = accepting.settings(phase.version).unwrap_or(phase.settings.responder);
        let own = counterpart.and_then(|index| accepting.children.get(index)).map(|own| &own.selector);
        let ends = [
            (self.initiator, phase.roles.initiator, phase.settings.initiator, Some(&child.selector)),
            (self.responder(), phase.roles.responder, responder, own),
        ];
        for (end, side, settings, selector) in ends {
            let Some(selector) = selector else { continue };
            match is_outside_transport(side, settings, selector) {
                Some(true) => {
                    let modes = self.by_end(mode(phase.settings.initiator)?, mode(responder)?);
                    let values = modes.map(|mode| mode.known().map_or_else(String::new, |mode| mode_words(*mode)));
                    let fault =
                        Fault::EncapsulationMode { spans: modes.map(|mode| mode.span()), values, unfit: Some(end) };
                    return Some((end, fault));
                }
                Some(false) => {}
                None => {
                    let at = mode(settings)?.span();
                    let reason = QuestionReason::Value(UnknownReason::RunTime);
                    self.ask(Subject::EncapsulationMode, end, at, reason, Outcome::Stalls);
                }
            }
        }
        None
    }

    /// Where that stops: quick mode is not begun without selectors; IKE_AUTH and CREATE_CHILD_SA are, and are refused.
    pub(super) fn unfit_stop(&self, phase: Phase2<'a>, end: End, fault: Fault, message: Message) -> Stop {
        if phase.version == IkeVersion::V1 && end == self.initiator {
            return self.nothing_leaves(fault, 2);
        }
        self.child_refused(phase, fault, message, selector_notify(phase.version))
    }
}

/// Whether an end asks for transport mode for what is not between the two peers, where it does not fall back; `None`
/// where the addresses are not known.
pub(super) fn is_outside_transport(side: Side<'_>, settings: &IkeSettings, selector: &TrafficSelector) -> Option<bool> {
    let asks = mode(settings).and_then(|mode| mode.known().copied()).is_some_and(EncapsulationMode::is_transport);
    if !asks || side.device.behaviour.mode_negotiation != ModeNegotiation::Ikev2FallsBackToTunnel {
        return Some(false);
    }
    let own: Vec<_> = side.own_addresses().collect();
    let peer: Vec<_> = side.peer_address().into_iter().collect();
    let mut is_known = true;
    for (addresses, hosts) in [(&selector.local, own), (&selector.remote, peer)] {
        // What is settled at run time is the address itself.
        if matches!(addresses, Addresses::Unknown(UnknownReason::RunTime)) {
            continue;
        }
        if hosts.is_empty() {
            is_known = false;
        } else if hosts.into_iter().all(|host| addresses.contains(&Addresses::host(host)) == Some(false)) {
            return Some(true);
        }
    }
    is_known.then_some(false)
}

/// The mode of the children: all proposals of an end have the same.
fn mode(settings: &IkeSettings) -> Option<Setting<EncapsulationMode>> {
    settings.child_proposals.first().map(|first| first.mode)
}
