//! The states of an IKE SA that devices show: what each means, what causes it, and how to tell the causes apart.
//!
//! The rows say what the protocol does, not what popular checklists say of it; where the two differ, the row says so.

use crate::explain::{asa, common, ios, swanctl};

/// A state as a device shows it.
#[derive(Debug)]
pub(crate) struct State {
    /// The word that the device prints.
    pub(crate) name: &'static str,
    /// Which devices print it, and in which role.
    pub(crate) shown_by: &'static str,
    /// The message that is awaited, for the table of all states; a dash where none is.
    pub(crate) awaits: &'static str,
    /// What was sent and what is awaited.
    pub(crate) meaning: &'static str,
    /// What well-known pages say of it that the protocol contradicts.
    pub(crate) correction: Option<&'static str>,
    /// What causes a device to stay there, the likeliest first.
    pub(crate) causes: &'static [Cause],
    /// What to run on the devices to tell the causes apart.
    pub(crate) commands: &'static [Command],
    /// Where all of this comes from.
    pub(crate) sources: &'static [&'static str],
}

/// A reason why a device stays in a state.
#[derive(Debug)]
pub(crate) struct Cause {
    /// The reason.
    pub(crate) what: &'static str,
    /// The rules that find it, by name; empty where no configuration shows it.
    pub(crate) rules: &'static [&'static str],
    /// What gives it away.
    pub(crate) sign: &'static str,
}

/// Something to run on a device.
#[derive(Debug)]
pub(crate) struct Command {
    /// The device and the command.
    pub(crate) run: &'static str,
    /// What its output tells.
    pub(crate) tells: &'static str,
}

/// Every state, in the order of the exchange, by family of devices.
pub(crate) fn states() -> impl Iterator<Item = &'static State> {
    asa::STATES.iter().chain(ios::STATES).chain(common::STATES).chain(swanctl::STATES)
}

/// The state of this name. Case, blanks, dashes and underscores do not count, nor does what stands behind the name as
/// in `MM_NO_STATE (deleted)`.
pub(crate) fn find(word: &str) -> Option<&'static State> {
    let bare = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let wanted = bare(word.split('(').next().unwrap_or(word));
    states().find(|state| bare(state.name) == wanted)
}

/// The documents that the rows rest on.
pub(crate) mod documents {
    pub(crate) const RFC_2409: &str = "RFC 2409 section 5 (exchanges of IKEv1)";
    pub(crate) const RFC_7296: &str = "RFC 7296 sections 1.2, 1.3 and 2.9 (exchanges of IKEv2)";
    pub(crate) const RFC_3947: &str = "RFC 3947 section 4 (with NAT, MM5 and later use UDP 4500)";
    pub(crate) const ASA_DEBUGS: &str = "Cisco document 113574, ASA IPsec and IKE Debugs (IKEv1 Main Mode)";
    pub(crate) const ASA_SYSLOG: &str = "Cisco Secure Firewall ASA Series Syslog Messages, 711-714 and 750-752";
    pub(crate) const ASA_COMMANDS: &str = "Cisco ASA Series Command Reference, crypto commands";
    pub(crate) const CHECKLIST: &str = "tunnelsup.com, ISAKMP (IKE Phase 1) status messages (corrected above)";
    pub(crate) const MSG4_CAPTURE: &str = "tunnelsup.com, L2L tunnel failed at MM_WAIT_MSG4 (captured log)";
    pub(crate) const IOS_DEBUGS: &str = "Cisco document 5409, Understanding and Using debug Commands";
    pub(crate) const IOS_SHOW: &str = "Cisco IOS Security Command Reference, show crypto isakmp sa";
    pub(crate) const IOS_STUCK: &str = "itcertnotes.blogspot.com, IPsec stuck in MM_SA_SETUP and MM_NO_STATE (debugs)";
    pub(crate) const SWANCTL: &str = "strongSwan, swanctl(8), --list-sas";
    pub(crate) const DAEMON: &str = "Cisco's published ISAKMP reference daemon (1997), table of states";
    pub(crate) const IKEV2_DEBUGS: &str = "Cisco document 117337, IKEv2 between ASA and router (identities, debugs)";
}
