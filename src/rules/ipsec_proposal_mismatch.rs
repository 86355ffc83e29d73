//! `ipsec-proposal-mismatch`.

use crate::advice::Change;
use crate::negotiation::{End, Fault, NearMiss};
use crate::rules::adopted::{self, Weakness, strongest_first};
use crate::rules::context::{Occurrence, attribute_word, difference_words, label};
use crate::rules::ike_proposal_mismatch::labels;
use crate::rules::{Finding, Fix, TunnelContext};

rule! {
    /// The two ends have no proposal for the child SA in common.
    ///
    /// ## What it checks
    ///
    /// The ESP cipher with its key length, the ESP hash, AH and compression have to be equal within one transform set,
    /// `ipsec-proposal` or IPsec crypto profile.
    ///
    /// ## Why the tunnel stalls
    ///
    /// The IKE SA is up. The responder refuses QM1, or the child inside of IKE_AUTH, with NO_PROPOSAL_CHOSEN.
    ///
    /// ## What each device shows
    ///
    /// An ASA deletes the IKE SA when its first child fails, so that MM_ACTIVE comes and goes. IOS stays at QM_IDLE
    /// without a child SA.
    RULE = "SA201" "ipsec-proposal-mismatch",
    "No proposal for the child SA is common to both ends",
    ["RFC 2409 section 5.5", "RFC 7296 section 2.7", "Cisco, IPsec troubleshooting: understanding and using debug commands (document 5409)"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for fault in cx.faults() {
        match &fault.stop.fault {
            Fault::ChildProposal(near) => out.extend(mismatch(cx, &fault, near)),
            Fault::NoChildProposal { end, version, at } => {
                let message = format!("{} has no child proposal for {version}", cx.name(*end));
                let primary = label(*at, format!("has no transform set for {version}"));
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

fn mismatch(cx: &TunnelContext<'_>, fault: &Occurrence<'_>, near: &NearMiss) -> Option<Finding> {
    let message = format!("no child proposal in common; the nearest differ in {}", difference_words(cx, near));
    let mut labels = labels(near).into_iter();
    let mut finding = cx.error(&RULE, fault, message, labels.next()?);
    for other in labels {
        finding = finding.label(other.span, other.message);
    }
    let words: Vec<&str> = near.differences.iter().map(|difference| attribute_word(difference.attribute)).collect();
    Some(
        finding
            .help(format!("Make the {} the same on one proposal of both ends.", words.join(" and the ")))
            .fixes(strongest_first(End::BOTH.into_iter().filter_map(|end| adopt(cx, end, near))))
            .values(near.differences.iter().flat_map(|difference| difference.values.clone())),
    )
}

/// The change by which `end` takes the proposal of the other end.
fn adopt(cx: &TunnelContext<'_>, end: End, near: &NearMiss) -> Option<(Weakness, Fix)> {
    let (version, _) = cx.child_proposal(end.other(), near.spans[end.other().index()])?;
    let (weakness, proposal) = adopted::child(cx, end, near)?;
    let entry = cx.entry(end)?;
    let pfs: Vec<_> = [entry, cx.entry(end.other())?].iter().filter_map(|own| own.pfs.known().copied()).collect();
    let change = match adopted::child_profile(cx, end, version, &pfs) {
        Some(profile) => Change::UseChildProfile { entry, profile },
        None => Change::AddChildProposal { entry, version, proposal: &proposal },
    };
    Some((weakness, cx.fix(end, &change)))
}
