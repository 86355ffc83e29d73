//! The FlexVPN client: whom a tunnel interface with `tunnel destination dynamic` calls.
//!
//! Source: Cisco, FlexVPN and IKEv2 configuration guide, "Configuring the FlexVPN Client": peers in the order of their numbers, the
//! next one where the negotiation with one fails; `client connect` names the tunnel interface.

use crate::model::{Initiation, PeerAddress, Sourced};
use crate::platform::ios::heads::Kind;
use crate::platform::ios::lower::Context;
use crate::platform::ios::lower::interface::InterfaceFacts;
use crate::platform::ios::syntax::Rule;
use crate::source::Span;

/// What a client block says of its tunnel interface.
pub(super) struct FlexVpnClient {
    /// Its peers, the lowest number first.
    pub(super) peers: Vec<Sourced<PeerAddress>>,
    /// Set where it begins only when somebody tells it to (`connect manual`).
    pub(super) on_command: Option<Sourced<Initiation>>,
    /// Lines that a verdict may hang on.
    pub(super) unread: Vec<Span>,
}

impl<'a> Context<'a> {
    /// The client that connects this interface; `None` where no block names it.
    pub(super) fn flexvpn_client(&self, facts: &InterfaceFacts<'a>) -> Option<FlexVpnClient> {
        let connects = |word: &str| self.interfaces.named(word).is_some_and(|own| own.name == facts.name);
        let section = self.configuration.of(Kind::FlexVpnClient).find(|section| {
            let tunnel = section.last(Rule::flexvpn_tunnel).and_then(|line| line.word(Rule::interface_name));
            tunnel.is_some_and(|word| connects(word.text))
        })?;
        let mut numbered: Vec<(u32, Sourced<PeerAddress>)> = section
            .all(Rule::flexvpn_peer)
            .filter_map(|line| {
                let number = line.word(Rule::number)?.text.parse().ok()?;
                Some((number, self.peer(line.word(Rule::value)?)))
            })
            .collect();
        numbered.sort_by_key(|(number, _)| *number);
        let connect = section.last(Rule::flexvpn_connect);
        let manual = connect.filter(|line| line.word(Rule::connect_mode).is_some_and(|mode| mode.text == "manual"));
        Some(FlexVpnClient {
            peers: numbered.into_iter().map(|(_, peer)| peer).collect(),
            on_command: manual.map(|line| Sourced::written(Initiation::OnCommand, line.span)),
            unread: section.unread().collect(),
        })
    }
}
