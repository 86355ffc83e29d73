//! `ike-proposal-mismatch`.

use crate::advice::Change;
use crate::model::{ExchangeMode, PeerAddress};
use crate::negotiation::{Attribute, End, Fault, NearMiss, ike_fits};
use crate::rules::adopted::{self, Weakness, strongest_first};
use crate::rules::context::{Occurrence, attribute_word, difference_words, label};
use crate::rules::{Finding, Fix, TunnelContext};

rule! {
    /// The two ends have no proposal for the IKE SA in common.
    ///
    /// ## What it checks
    ///
    /// Encryption with its key length, hash or integrity, pseudorandom function, Diffie-Hellman group, and in IKEv1 the
    /// authentication method have to be equal within one proposal. Lists of several policies are searched for one pair
    /// that fits; the pair that comes nearest is shown. Lifetimes are not part of the match.
    ///
    /// ## Why the tunnel stalls
    ///
    /// IKEv1: the responder answers MM1 with NO_PROPOSAL_CHOSEN in the clear. The initiator has to distrust what is not
    /// protected, drops it, and sends MM1 again until it gives up: it looks as if the peer were silent. IKEv2: the
    /// responder answers IKE_SA_INIT with NO_PROPOSAL_CHOSEN.
    ///
    /// ## What each device shows
    ///
    /// | | initiator | responder |
    /// | --- | --- | --- |
    /// | ASA | MM_WAIT_MSG2 | nothing, or an SA for an instant |
    /// | IOS | MM_NO_STATE | MM_NO_STATE (deleted) |
    ///
    /// The responder's log names the difference; the initiator's does not.
    ///
    /// ## What to do
    ///
    /// Give one end a policy that equals one of the other's. IOS hides lines that are at their default: DES, SHA-1, RSA
    /// signatures, group 1.
    RULE = "IKE101" "ike-proposal-mismatch",
    "No proposal for the IKE SA is common to both ends",
    ["RFC 2409 section 5", "RFC 7296 section 2.7", "Cisco, IPsec troubleshooting: understanding and using debug commands (document 5409)"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for fault in cx.faults() {
        match &fault.stop.fault {
            Fault::IkeProposal(near) => out.push(mismatch(cx, &fault, near)),
            Fault::NoIkeProposal { end, version, at } => {
                let message = format!("{} has no {version} proposal at all", cx.name(*end));
                let primary = label(*at, format!("needs an {version} policy, and there is none"));
                out.push(
                    cx.error(&RULE, &fault, message, primary)
                        .help("Configure a proposal that equals one of the other end's.")
                        .values(["none"]),
                );
            }
            _ => {}
        }
    }
}

/// Main mode, for an initiator that offers one group alone in aggressive mode while its proposals fit with all their groups.
fn main_mode(cx: &TunnelContext<'_>, fault: &Occurrence<'_>) -> Option<Fix> {
    let begins = *fault.directions.first().filter(|_| fault.attempt.aggressive)?;
    let [own, other] = [begins, begins.other()].map(|end| cx.entry(end).and_then(|entry| entry.ikev1.as_ref()));
    let answers_main = other?.exchange_modes.is_none_or(|modes| modes.accepts_main.value);
    // A peer that is not known by its address has its key by its name, which main mode tells too late.
    let is_known = matches!(cx.side(begins.other()).peer(), Some(PeerAddress::Address(_)));
    let mends = answers_main && is_known && ike_fits(&own?.proposals, &other?.proposals);
    let change = Change::SetExchangeMode { entry: cx.entry(begins)?, mode: ExchangeMode::Main };
    mends.then(|| cx.fix(begins, &change)).filter(|fix| !fix.commands.is_empty())
}

fn mismatch(cx: &TunnelContext<'_>, fault: &Occurrence<'_>, near: &NearMiss) -> Finding {
    let mut message = format!("no IKE proposal in common; the nearest differ in {}", difference_words(cx, near));
    if fault.attempt.aggressive && near.differences.iter().any(|own| own.attribute == Attribute::DhGroup) {
        message.push_str("; aggressive mode can offer one group alone");
    }
    let mut labels = labels(near);
    let first = labels.remove(0);
    let mut finding = cx.error(&RULE, fault, message, first);
    for (span, words) in labels.into_iter().map(|label| (label.span, label.message)) {
        finding = finding.label(span, words);
    }
    let words: Vec<&str> = near.differences.iter().map(|difference| attribute_word(difference.attribute)).collect();
    finding = match main_mode(cx, fault) {
        Some(fix) => finding.help("Begin with main mode, which offers the groups of all proposals.").fixes([fix]),
        None => finding
            .help(format!("Make the {} the same on one proposal of both ends.", words.join(" and the ")))
            .fixes(strongest_first(End::BOTH.into_iter().filter_map(|end| adopt(cx, end, near)))),
    };
    finding.values(near.differences.iter().flat_map(|difference| difference.values.clone()))
}

/// The labels of a near miss: each difference on both ends, and the heads where nothing is written.
pub(super) fn labels(near: &NearMiss) -> Vec<crate::rules::Label> {
    let each = near.differences.iter().flat_map(|difference| {
        End::BOTH.map(|end| {
            let (name, value) = (&near.names[end.index()], &difference.values[end.index()]);
            // A group is written as such: "group 14 (MODP-2048)".
            let word = match difference.attribute {
                Attribute::DhGroup if value.starts_with("group ") => "Diffie-Hellman",
                attribute => attribute_word(attribute),
            };
            label(difference.spans[end.index()], format!("{name}: {word} {value}"))
        })
    });
    each.collect()
}

/// The change by which `end` takes the proposal of the other end.
fn adopt(cx: &TunnelContext<'_>, end: End, near: &NearMiss) -> Option<(Weakness, Fix)> {
    let (version, _) = cx.ike_proposal(end.other(), near.spans[end.other().index()])?;
    let (weakness, proposal) = adopted::ike(cx, end, near)?;
    let entry = cx.entry(end)?;
    let change = match adopted::ike_profile(cx, end, near) {
        Some(profile) => Change::UseIkeProfile { entry, version, profile },
        None => Change::AddIkeProposal { entry, version, proposal: &proposal },
    };
    Some((weakness, cx.fix(end, &change)))
}
