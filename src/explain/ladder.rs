//! The exchanges as ladders: two life lines, the messages between them, and the state of each end after each message.

use crate::model::IkeVersion::{self, V1, V2};
use crate::negotiation::{Message, Role, SaState};
use crate::platform::{PLATFORMS, Platform};
use crate::report::lifelines::{Arrow, Fate, LifeLines};
use crate::report::page::Page;

/// An exchange, message by message.
pub(super) struct Ladder {
    title: &'static str,
    version: IkeVersion,
    steps: &'static [Step],
}

/// A message, and the states of initiator and responder once it has been sent.
struct Step {
    message: Message,
    from: Role,
    carries: &'static str,
    states: [SaState; 2],
}

const fn step(message: Message, from: Role, carries: &'static str, states: [SaState; 2]) -> Step {
    Step { message, from, carries, states }
}

use Message::{Am2, Am3, AuthRequest, AuthResponse, Mm2, Mm3, Mm4, Mm5, Mm6, SaInitResponse};
use Role::{Initiator as I, Responder as R};
use SaState::{Awaiting, NoSa};

/// Both ends once main mode or IKE_AUTH is through.
const UP: SaState = SaState::IkeSaUp { aggressive: false };
/// Both ends once aggressive mode is through.
const AGGRESSIVE_UP: SaState = SaState::IkeSaUp { aggressive: true };

/// Sources: RFC 2409 sections 5.1, 5.4 and 5.5, RFC 7296 sections 1.2 and 1.3.
pub(super) static LADDERS: &[Ladder] = &[
    Ladder {
        title: "IKEv1 main mode",
        version: V1,
        steps: &[
            step(Message::Mm1, I, "every IKE proposal", [Awaiting(Mm2), NoSa]),
            step(Mm2, R, "the chosen proposal", [Awaiting(Mm2), Awaiting(Mm3)]),
            step(Mm3, I, "DH value, nonce, NAT-D", [Awaiting(Mm4), Awaiting(Mm3)]),
            step(Mm4, R, "DH value, nonce, NAT-D", [Awaiting(Mm4), Awaiting(Mm5)]),
            step(Mm5, I, "identity, proof (encrypted)", [Awaiting(Mm6), Awaiting(Mm5)]),
            step(Mm6, R, "identity, proof (encrypted)", [UP, UP]),
        ],
    },
    Ladder {
        title: "IKEv1 aggressive mode",
        version: V1,
        steps: &[
            step(Message::Am1, I, "offers, DH value, identity", [Awaiting(Am2), NoSa]),
            step(Am2, R, "choice, DH value, proof", [Awaiting(Am2), Awaiting(Am3)]),
            step(Am3, I, "proof", [AGGRESSIVE_UP, AGGRESSIVE_UP]),
        ],
    },
    Ladder {
        title: "IKEv1 quick mode, once for each child SA",
        version: V1,
        steps: &[
            step(Message::Qm1, I, "proposals, selectors, PFS", [UP, UP]),
            step(Message::Qm2, R, "the chosen proposal", [UP, UP]),
            step(Message::Qm3, I, "hash; the child SA is up", [UP, UP]),
        ],
    },
    Ladder {
        title: "IKEv2",
        version: V2,
        steps: &[
            step(Message::SaInitRequest, I, "proposals, DH value", [Awaiting(SaInitResponse), NoSa]),
            step(SaInitResponse, R, "choice, DH value", [Awaiting(SaInitResponse), Awaiting(AuthRequest)]),
            step(AuthRequest, I, "identity, proof, child", [Awaiting(AuthResponse), Awaiting(AuthRequest)]),
            step(AuthResponse, R, "identity, proof, child", [UP, UP]),
            step(Message::CreateChildRequest, I, "child, PFS", [UP, UP]),
            step(Message::CreateChildResponse, R, "child, PFS", [UP, UP]),
        ],
    },
];

/// Every message of the ladders, in order.
#[cfg(test)]
pub(super) fn messages() -> impl Iterator<Item = Message> {
    LADDERS.iter().flat_map(|ladder| ladder.steps).map(|step| step.message)
}

/// Draws a ladder: the initiator on the left, the responder on the right.
pub(super) fn draw(page: &mut Page, ladder: &Ladder) {
    let shown: Vec<[String; 2]> = ladder.steps.iter().map(|step| shown(step, ladder.version)).collect();
    let who: Vec<&str> = naming().map(Platform::title).collect();
    page.heading(&format!("{} ({})", ladder.title, who.join(" / ")));
    page.gap();
    let widest = [0, 1].map(|end| shown.iter().map(|states: &[String; 2]| states[end].len()).max().unwrap_or(0));
    let mut lines = LifeLines::new(page, ["initiator", "responder"], widest);
    lines.heads();
    for (step, states) in ladder.steps.iter().zip(&shown) {
        let from_left = step.from == Role::Initiator;
        let name = step.message.to_string();
        let arrow = Arrow { name: &name, gloss: step.carries, from_left, fate: Fate::Arrives };
        lines.arrow(arrow, [states[0].as_str(), states[1].as_str()]);
    }
}

/// The platforms whose names for states tell the messages of an exchange apart; one word for all of them says nothing.
fn naming() -> impl Iterator<Item = &'static dyn Platform> {
    PLATFORMS.iter().copied().filter(|platform| {
        let word = |message| platform.state(Awaiting(message), I, V1);
        word(Mm2).is_some() && word(Mm2) != word(Mm6)
    })
}

/// What each end shows, on one platform after the other; once where they show the same.
fn shown(step: &Step, version: IkeVersion) -> [String; 2] {
    [(I, step.states[0]), (R, step.states[1])].map(|(role, state)| {
        let mut words: Vec<String> = naming().filter_map(|platform| platform.state(state, role, version)).collect();
        words.dedup();
        words.join(" / ")
    })
}
