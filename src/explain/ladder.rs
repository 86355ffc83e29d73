//! The exchanges as ladders: two life lines, the messages between them, and the state of each end after each message.

use crate::negotiation::{Message, Role};
use crate::report::lifelines::{Arrow, Fate, LifeLines};
use crate::report::page::Page;

/// An exchange, message by message.
pub(super) struct Ladder {
    title: &'static str,
    steps: &'static [Step],
}

/// A message, and the states after it has been sent. A state that does not change is left out.
struct Step {
    message: Message,
    from: Role,
    carries: &'static str,
    /// Initiator, responder: the state on ASA and on IOS.
    states: [&'static str; 2],
}

const fn step(message: Message, from: Role, carries: &'static str, states: [&'static str; 2]) -> Step {
    Step { message, from, carries, states }
}

use Role::{Initiator as I, Responder as R};

/// Sources: RFC 2409 sections 5.1, 5.4 and 5.5, RFC 7296 sections 1.2 and 1.3; states: Cisco document 113574 (ASA) and
/// the table of states of Cisco's published ISAKMP reference daemon (IOS).
pub(super) static LADDERS: &[Ladder] = &[
    Ladder {
        title: "IKEv1 main mode (ASA / IOS)",
        steps: &[
            step(Message::Mm1, I, "every IKE proposal", ["MM_WAIT_MSG2 / MM_NO_STATE", "no SA"]),
            step(Message::Mm2, R, "the chosen proposal", ["", "MM_WAIT_MSG3 / MM_SA_SETUP"]),
            step(Message::Mm3, I, "DH value, nonce, NAT-D", ["MM_WAIT_MSG4 / MM_SA_SETUP", ""]),
            step(Message::Mm4, R, "DH value, nonce, NAT-D", ["", "MM_WAIT_MSG5 / MM_KEY_EXCH"]),
            step(Message::Mm5, I, "identity, proof (encrypted)", ["MM_WAIT_MSG6 / MM_KEY_EXCH", ""]),
            step(Message::Mm6, R, "identity, proof (encrypted)", ["MM_ACTIVE / QM_IDLE", "MM_ACTIVE / QM_IDLE"]),
        ],
    },
    Ladder {
        title: "IKEv1 aggressive mode (ASA / IOS)",
        steps: &[
            step(Message::Am1, I, "offers, DH value, identity", ["AM_WAIT_MSG2 / AG_INIT_EXCH", "no SA"]),
            step(Message::Am2, R, "choice, DH value, proof", ["", "AM_WAIT_MSG3 / AG_INIT_EXCH"]),
            step(Message::Am3, I, "proof", ["AM_ACTIVE / QM_IDLE", "AM_ACTIVE / QM_IDLE"]),
        ],
    },
    Ladder {
        title: "IKEv1 quick mode, once for each child SA (ASA / IOS)",
        steps: &[
            step(Message::Qm1, I, "proposals, selectors, PFS", ["MM_ACTIVE / QM_IDLE", "MM_ACTIVE / QM_IDLE"]),
            step(Message::Qm2, R, "the chosen proposal", ["", ""]),
            step(Message::Qm3, I, "hash; the child SA is up", ["MM_ACTIVE / QM_IDLE", "MM_ACTIVE / QM_IDLE"]),
        ],
    },
    Ladder {
        title: "IKEv2 (ASA and IOS)",
        steps: &[
            step(Message::SaInitRequest, I, "proposals, DH value", ["IN-NEG", "no SA"]),
            step(Message::SaInitResponse, R, "choice, DH value", ["", "IN-NEG"]),
            step(Message::AuthRequest, I, "identity, proof, child", ["IN-NEG", ""]),
            step(Message::AuthResponse, R, "identity, proof, child", ["READY", "READY"]),
            step(Message::CreateChildRequest, I, "child, PFS", ["READY", "READY"]),
            step(Message::CreateChildResponse, R, "child, PFS", ["", ""]),
        ],
    },
];

/// Draws a ladder: the initiator on the left, the responder on the right.
pub(super) fn draw(page: &mut Page, ladder: &Ladder) {
    page.heading(ladder.title);
    page.gap();
    let widest = [0, 1].map(|end| ladder.steps.iter().map(|step| step.states[end].len()).max().unwrap_or(0));
    let mut lines = LifeLines::new(page, ["initiator", "responder"], widest);
    lines.heads();
    let mut now = ["", ""];
    for step in ladder.steps {
        for (own, new) in now.iter_mut().zip(step.states) {
            *own = if new.is_empty() { own } else { new };
        }
        let from_left = step.from == Role::Initiator;
        let name = step.message.to_string();
        lines.arrow(Arrow { name: &name, gloss: step.carries, from_left, fate: Fate::Arrives }, now);
    }
}
