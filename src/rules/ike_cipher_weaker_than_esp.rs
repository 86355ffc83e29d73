//! `ike-cipher-weaker-than-esp`.

use crate::negotiation::Fault;
use crate::rules::context::label;
use crate::rules::{Finding, TunnelContext};

rule! {
    /// The cipher of the IKE SA is weaker than that of the child SA, and an ASA is told to refuse that.
    ///
    /// ## Why the tunnel stalls
    ///
    /// With `crypto ipsec ikev2 sa-strength-enforcement` an ASA does not let an IKEv2 child SA use a longer key than the
    /// IKE SA that protects its keys: syslog 750011, tunnel rejected. Without that line, which is the default, nothing is
    /// compared.
    ///
    /// ## What to do
    ///
    /// Use the same key length in the IKEv2 policy as in the `ipsec-proposal`, or a longer one.
    RULE = "SA208" "ike-cipher-weaker-than-esp",
    "The IKE cipher is weaker than the ESP cipher, and an ASA is told to refuse that",
    ["Cisco, Secure Firewall ASA syslog message 750011"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for fault in cx.faults() {
        let Fault::EspStrongerThanIke { end, spans } = &fault.stop.fault else { continue };
        let message = format!("{} refuses a child SA with a longer key than the IKE SA has", cx.name(*end));
        out.push(
            cx.error(&RULE, &fault, message, label(spans[0], "the cipher of the IKE SA"))
                .label(spans[1], "the cipher of the child SA has a longer key")
                .help("Use at least the same key length for the IKE SA as for the child SA.")
                .values(["weaker"]),
        );
    }
}
