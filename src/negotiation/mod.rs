//! The negotiation that two entries would have: pure functions from two ends to a trace.

mod aggressive_mode;
mod authentication;
mod binding;
mod certificates;
mod child_sa;
mod fault_kind;
mod ikev2;
mod key_of_identity;
mod keys;
mod main_mode;
mod map_order;
mod nat;
mod outcome;
mod path;
mod pfs;
mod play;
mod post_quantum;
mod proposals;
mod question;
mod reach;
mod selectors;
mod session;
mod trace;
mod transport_mode;
mod twins;

pub use binding::{Mistaken, OtherInterface};
pub use fault_kind::{FaultKind, Place, places};
pub use map_order::{Diversion, Landing};
pub use nat::{Lost, Nat, called_without_nat, lost_in_nat};
pub use outcome::{Attempt, ChildResult, Direction, Missing, Outcome, Verdict};
pub(crate) use path::{arrives_by, doubtful_way};
pub use play::{negotiate, negotiate_for_leftover};
pub(crate) use proposals::{child_fits, ike_fits};
pub use question::{Question, QuestionReason, Subject};
pub use session::{Assumptions, Side};
pub use trace::{
    Attribute, Difference, End, Fault, Message, NearMiss, Notify, PostQuantumProblem, Role, SaState, Stop,
};
