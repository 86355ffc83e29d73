//! `auth-method-mismatch`.

use crate::negotiation::Fault;
use crate::rules::context::difference_words;
use crate::rules::ike_proposal_mismatch::labels;
use crate::rules::{Finding, TunnelContext};

rule! {
    /// The ends want to authenticate by different methods.
    ///
    /// ## Why the tunnel stalls
    ///
    /// In IKEv1 the method is part of the proposal, so that a pre-shared key on one end and RSA signatures on the other
    /// look like any other difference of the policies: NO_PROPOSAL_CHOSEN at MM1. In IKEv2 each end proves itself in its
    /// own way, and has to do so in the way that the other end wants; otherwise IKE_AUTH fails with
    /// AUTHENTICATION_FAILED.
    ///
    /// ## What to look for
    ///
    /// An IOS policy without `authentication pre-share` means RSA signatures: the line is easily forgotten, since
    /// everything else in the policy may be right.
    RULE = "IKE104" "auth-method-mismatch",
    "The ends authenticate by different methods",
    ["RFC 2409 section 5", "RFC 7296 section 2.15", "Cisco IOS Security Command Reference, authentication (IKE policy)"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for fault in cx.faults() {
        let Fault::AuthenticationMethod(near) = &fault.stop.fault else { continue };
        let message = format!("the ends do not agree on the {}", difference_words(cx, near));
        let mut labels = labels(near).into_iter();
        let Some(first) = labels.next() else { continue };
        let mut finding = cx.error(&RULE, &fault, message, first);
        for other in labels {
            finding = finding.label(other.span, other.message);
        }
        let values = near.differences.iter().flat_map(|difference| difference.values.clone());
        out.push(finding.help("Use the same method on both ends, and what it needs: a key, or certificates.").values(values));
    }
}
