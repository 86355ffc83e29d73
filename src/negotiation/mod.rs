//! The negotiation that two entries would have: pure functions from two ends to a trace.

mod outcome;
mod trace;

pub use outcome::{Attempt, ChildResult, Direction, Missing, Outcome, Verdict};
pub use trace::{
    Attribute, Difference, End, Fault, Message, NearMiss, Notify, Question, QuestionReason, Role, SaState, Stop,
    Subject,
};
