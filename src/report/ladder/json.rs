//! The trace as JSON, version 1 of `ikelint.trace.v1`: the types are the contract, field for field, and nothing else.
//!
//! ```text
//! {"schema", "tool", "inputs", "tunnels": [
//!   {"id", "ends", "verdict", "directions": [
//!     {"initiator", "outcome", "never_starts", "missing", "attempts": [
//!       {"ike_version", "exchange", "outcome", "children", "further", "steps": [
//!         {"message", "exchange", "from", "to", "encrypted", "child", "rekey", "guess", "carries", "picks",
//!          "depends_on", "states", "establishes", "nat", "stop": null | {...}}]}]}],
//!    "traffic", "traffic_reasons"}]}
//! ```
//!
//! Ends are numbers, 0 and 1, in the order of `ends`; lists of two are ordered in the same way. What the report of
//! `check` knows as well is told in its types. Changes within a version are additive only.

use serde::Serialize;

use crate::report::json::{Child, End, Input, Missing, Tool, TrafficReason};

/// The name and version of the contract.
pub const SCHEMA: &str = "ikelint.trace.v1";

/// The exchanges of every tunnel between two files.
#[derive(Debug, Serialize)]
pub struct Trace {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// What wrote it.
    pub tool: Tool,
    /// The inputs in the order of the arguments.
    pub inputs: Vec<Input>,
    /// The tunnels, with the ids that the report of `check` gives them.
    pub tunnels: Vec<Tunnel>,
}

/// One tunnel.
#[derive(Debug, Serialize)]
pub struct Tunnel {
    /// `name:address <> name:address`; unique within the trace.
    pub id: String,
    /// Its ends.
    pub ends: [End; 2],
    /// The verdict.
    pub verdict: &'static str,
    /// One per end that may begin.
    pub directions: [Direction; 2],
    /// What becomes of the packets that each end sends once the exchange is done, as the report of `check` says it.
    pub traffic: [&'static str; 2],
    /// Why they are blocked, or why nobody can say what becomes of them; empty where they flow.
    pub traffic_reasons: [Vec<TrafficReason>; 2],
}

/// What happens when one end begins.
#[derive(Debug, Serialize)]
pub struct Direction {
    /// The end that begins.
    pub initiator: usize,
    /// What comes of it.
    pub outcome: &'static str,
    /// A sentence where this end never begins by design; there are no attempts then.
    pub never_starts: Option<String>,
    /// What the files leave open. Steps are told as if every answer were favourable.
    pub missing: Vec<Missing>,
    /// The tries in order; the last one decides.
    pub attempts: Vec<Attempt>,
}

/// One try with one IKE version.
#[derive(Debug, Serialize)]
pub struct Attempt {
    /// The version; null where no packet leaves and no version is chosen.
    pub ike_version: Option<u8>,
    /// The exchange with which it begins: `main-mode`, `aggressive-mode` or `ike-sa-init`.
    pub exchange: Option<&'static str>,
    /// What comes of it, every open question answered favourably.
    pub outcome: &'static str,
    /// The messages in order, up to where it stops. A child that stops does not keep the next one from being asked for. In
    /// IKEv2 the new keys of the first child and of the IKE SA come last; further children are rekeyed as the first is.
    pub steps: Vec<Step>,
    /// Where it would stop as well, once what stops it is mended, in the order of the exchange.
    pub further: Vec<Further>,
    /// The children that the initiator asks for.
    pub children: Vec<Child>,
}

/// One message.
#[derive(Debug, Serialize)]
pub struct Step {
    /// Its name; null where no packet leaves, which is then the only step.
    pub message: Option<String>,
    /// The exchange that it belongs to.
    pub exchange: Option<&'static str>,
    /// The end that sends it.
    pub from: usize,
    /// The end that receives it.
    pub to: usize,
    /// Whether it travels encrypted.
    pub encrypted: bool,
    /// The child that a quick mode or a CREATE_CHILD_SA is about, by name.
    pub child: Option<String>,
    /// Whether it is sent only later, when the child is rekeyed, or the IKE SA where `child` is null.
    pub rekey: bool,
    /// In an IKE_SA_INIT request whose group the responder does not take: the group. It is answered by
    /// INVALID_KE_PAYLOAD, and the request is made anew with a group that the responder takes.
    pub guess: Option<Guess>,
    /// What it carries.
    pub carries: Vec<Payload>,
    /// What the receiver picks from that; empty where it has nothing to pick or stops here. Where several values of one
    /// proposal fit, all of them are told: which one a device takes is its own affair.
    pub picks: Vec<Payload>,
    /// The open questions that the receiver's answer hangs on, as indexes into `missing` of the direction.
    pub depends_on: Vec<usize>,
    /// What each platform shows once the message is sent and before it is answered; null where it has no word.
    pub states: [Option<String>; 2],
    /// What is up from here on: `ike-sa`, `child-sa`.
    pub establishes: Vec<&'static str>,
    /// The NAT that both ends know of once it has arrived; null where they find none and stay, and in all other messages.
    pub nat: Option<NatFound>,
    /// Why it goes no further.
    pub stop: Option<Stop>,
}

/// The group for which a request is computed before the initiator knows which one the responder takes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Guess {
    /// The group.
    pub group: u16,
    /// Whether a source says that the initiator begins with this one; else it is the first that is written.
    pub documented: bool,
}

/// Why the exchange moves to another port: the NAT that the ends find, or MOBIKE.
#[derive(Clone, Debug, Serialize)]
pub struct NatFound {
    /// The ends behind it.
    pub behind: Vec<usize>,
    /// The end that makes both believe in one.
    pub forced_by: Option<usize>,
    /// The initiator, where there is no NAT and it moves all the same, so as to be ready for another address (MOBIKE).
    pub mobile: Option<usize>,
    /// Whether it is there for certain; else an end is taken to be behind one, since its addresses are private.
    pub certain: bool,
    /// The UDP port of every further message, and with a NAT of ESP.
    pub udp_port: u16,
}

/// A payload of a message, or a choice from one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Payload {
    /// What it is.
    pub kind: PayloadKind,
    /// The name that it has in the configuration: `policy 10`, `outside_map 10 entry 1`.
    pub name: Option<String>,
    /// What it holds: `AES-CBC-256 SHA-1 group 14 PSK`. Never a secret.
    pub value: Option<String>,
}

/// What a payload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PayloadKind {
    /// A proposal for the IKE SA.
    IkeProposal,
    /// A Diffie-Hellman value for the IKE SA, by its group.
    KeyExchange,
    /// A nonce.
    Nonce,
    /// NAT detection.
    NatDetection,
    /// An identity.
    Identity,
    /// What proves the identity.
    Proof,
    /// A proposal for a child SA.
    IpsecProposal,
    /// The traffic that a child SA is for, seen from the initiator.
    TrafficSelectors,
    /// A Diffie-Hellman value for a child SA, by its group; without a value where there is none.
    Pfs,
    /// A notification.
    Notify,
}

/// Why an exchange goes no further.
#[derive(Debug, Serialize)]
pub struct Stop {
    /// The end that refuses; null where no packet leaves or nobody answers.
    pub refused_by: Option<usize>,
    /// The name of the rule that explains it.
    pub cause: &'static str,
    /// Why, as the finding of that rule says it.
    pub reason: String,
    /// The notification that goes back.
    pub notify: Option<&'static str>,
    /// Whether a source says so for certain.
    pub certain: bool,
    /// What each platform shows once the ends have given up.
    pub states_after: [Option<String>; 2],
    /// Texts to look for in the log of each end.
    pub logs: [Vec<String>; 2],
}

/// A place where the exchange would stop as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Further {
    /// The message; null where no packet would leave.
    pub message: Option<String>,
    /// The child, where it is about one.
    pub child: Option<String>,
    /// The end that refuses.
    pub refused_by: Option<usize>,
    /// The name of the rule that explains it.
    pub cause: &'static str,
    /// Why.
    pub reason: String,
}
