//! What comes of a negotiation: outcomes by direction, and the verdict on a tunnel.

use crate::model::IkeVersion;
use crate::negotiation::{End, Question, SaState, Stop};

/// What comes of one direction.
///
/// Those that a complete evidence leads to are ordered from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// The IKE SA and every child SA that the initiator can ask for come up.
    Establishes,
    /// It comes up, and dies at the first rekey.
    FailsAtRekey,
    /// It stops at a message, or some children cannot come up.
    Stalls,
    /// By design this end never begins.
    DoesNotStart,
    /// Resolving the missing evidence one way or the other changes the outcome.
    Undetermined,
}

impl Outcome {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Establishes => "establishes",
            Self::Stalls => "stalls",
            Self::FailsAtRekey => "fails-at-rekey",
            Self::DoesNotStart => "does-not-start",
            Self::Undetermined => "undetermined",
        }
    }
}

/// The verdict on a tunnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Each direction establishes or does not start by design, and at least one establishes.
    Establishes,
    /// One direction establishes, the other stalls.
    OneWay,
    /// Nothing stalls, at least one direction fails at rekey.
    FailsAtRekey,
    /// No direction establishes and at least one stalls, or neither end ever starts.
    Stalls,
    /// None of the others can be said without the missing evidence.
    Undetermined,
}

impl Verdict {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Establishes => "establishes",
            Self::OneWay => "one-way",
            Self::FailsAtRekey => "fails-at-rekey",
            Self::Stalls => "stalls",
            Self::Undetermined => "undetermined",
        }
    }

    /// The verdict on a tunnel with these directions.
    ///
    /// Where no resolution of the missing evidence lets the tunnel establish, the verdict is the one with the evidence
    /// resolved in its favour.
    pub fn of(directions: &[Direction; 2]) -> Verdict {
        let favourable = Self::from_outcomes([directions[0].favourable, directions[1].favourable]);
        let open = directions.iter().any(|direction| direction.outcome == Outcome::Undetermined);
        if favourable == Verdict::Establishes && open { Verdict::Undetermined } else { favourable }
    }

    fn from_outcomes(outcomes: [Outcome; 2]) -> Verdict {
        let any = |wanted: Outcome| outcomes.contains(&wanted);
        match (any(Outcome::Stalls), any(Outcome::Establishes), any(Outcome::FailsAtRekey)) {
            (true, true, _) => Verdict::OneWay,
            (true, false, _) => Verdict::Stalls,
            (false, _, true) => Verdict::FailsAtRekey,
            (false, true, false) => Verdict::Establishes,
            // Neither end ever starts.
            (false, false, false) => Verdict::Stalls,
        }
    }
}

/// What becomes of one child of the initiator.
#[derive(Clone, Debug)]
pub struct ChildResult {
    /// The child, as an index into the initiator's `Entry::children`.
    pub child: usize,
    /// What comes of it, once the IKE SA is up.
    pub outcome: Outcome,
    /// Where it stops, in order; the first one is what an engineer meets first.
    pub stops: Vec<Stop>,
    /// Whether the child SA that it shares comes up without it: the responder narrowed it away, or IKEv1 has no room for it.
    pub left_out: bool,
    /// The child of the responder that takes it, or that comes nearest, as an index into its `Entry::children`.
    pub counterpart: Option<usize>,
}

/// One try with one IKE version.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The version; `None` where no packet leaves and no version is chosen.
    pub version: Option<IkeVersion>,
    /// Whether IKEv1 aggressive mode was used.
    pub aggressive: bool,
    /// Everything that stops the IKE SA, in the order of the exchange, as if each had been mended after the other.
    pub stops: Vec<Stop>,
    /// The children that the initiator asks for.
    pub children: Vec<ChildResult>,
    /// What comes of this try.
    pub outcome: Outcome,
}

impl Attempt {
    /// All stops in the order of the exchange: those of the IKE SA, then those of the children, of which the ones that
    /// cannot come up are met before those that come up and fail at a rekey.
    pub fn all_stops(&self) -> impl Iterator<Item = &Stop> {
        let of = |stalls: bool| self.children.iter().filter(move |child| (child.outcome == Outcome::Stalls) == stalls);
        self.stops.iter().chain(of(true).chain(of(false)).flat_map(|child| &child.stops))
    }
}

/// A question that the files leave open, and what each answer would lead to.
#[derive(Clone, Debug)]
pub struct Missing {
    /// The question.
    pub question: Question,
    /// The outcome of the direction where the answer is favourable, everything else resolved favourably.
    pub if_ok: Outcome,
    /// The outcome where it is not, everything else resolved favourably.
    pub if_bad: Outcome,
}

/// What comes of one end beginning.
#[derive(Clone, Debug)]
pub struct Direction {
    /// The end that begins.
    pub initiator: End,
    /// What comes of it.
    pub outcome: Outcome,
    /// What comes of it where everything that is missing is resolved in its favour.
    pub favourable: Outcome,
    /// The tries, in order; the last one decides.
    pub attempts: Vec<Attempt>,
    /// What the files leave open.
    pub missing: Vec<Missing>,
    /// The states when done, indexed by [`End`]; those of the first stop where there is one.
    pub states: [SaState; 2],
    /// What remains once the ends have given up; the same as `states` where nothing stalls.
    pub states_after: [SaState; 2],
}

impl Direction {
    /// The try that decides.
    pub fn deciding(&self) -> Option<&Attempt> {
        self.attempts.last()
    }

    /// The stop that an engineer meets first in the try that decides.
    pub fn first_stop(&self) -> Option<&Stop> {
        self.deciding().and_then(|attempt| attempt.all_stops().next())
    }
}
