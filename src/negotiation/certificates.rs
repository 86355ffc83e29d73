//! Certificates: which end needs what to show one or to check one, and that nothing of it stands in the files.

use crate::model::{Blocks, DefectKind, Entry, IkeSettings, IkeVersion};
use crate::negotiation::main_mode::Settings;
use crate::negotiation::session::{Roles, Session};
use crate::negotiation::{End, Fault, Message, Outcome, QuestionReason, Stop, Subject};

impl<'a> Session<'a> {
    /// Asks about the certificates of both ends.
    pub(super) fn ask_about_certificates(&mut self, settings: Settings<'_>) {
        for (settings, end) in [(settings.initiator, self.initiator), (settings.responder, self.responder())] {
            let at = settings.trust_points.first().map_or(settings.proposals_at, |point| point.at);
            self.ask(Subject::Certificate, end, at, QuestionReason::Certificate, Outcome::Stalls);
        }
    }

    /// Where an end that has to authenticate by certificate cannot. No source says at which message each platform gives
    /// up: the initiator needs its trust point behind the key exchange, the responder when it is to answer with its own
    /// certificate.
    pub(super) fn certificate_stops(
        &self,
        roles: Roles<'a>,
        settings: Settings<'a>,
        version: IkeVersion,
        aggressive: bool,
    ) -> Vec<Stop> {
        let [of_initiator, of_responder] = match (version, aggressive) {
            (IkeVersion::V1, false) => [Message::Mm4, Message::Mm5],
            (IkeVersion::V1, true) => [Message::Am2, Message::Am1],
            (IkeVersion::V2, _) => [Message::SaInitResponse, Message::AuthRequest],
        };
        let ends = [
            (self.initiator, roles.initiator_entry, settings.initiator, of_initiator),
            (self.responder(), roles.responder_entry, settings.responder, of_responder),
        ];
        let stops = |(end, entry, settings, message): (End, &'a Entry, &'a IkeSettings, Message)| {
            let gaps = gaps(entry, settings).map(move |defect| Fault::Defect { end, defect });
            gaps.map(move |fault| Stop { certain: false, ..self.refused(fault, message, None) })
        };
        ends.into_iter().flat_map(stops).collect()
    }
}

/// The defects of an entry that keep these settings from authenticating by certificate: a trust point that they name and
/// that does not exist, or that they name none.
fn gaps<'e>(entry: &'e Entry, settings: &'e IkeSettings) -> impl Iterator<Item = usize> + 'e {
    let concerns = |kind: &DefectKind, at| match kind {
        DefectKind::DanglingReference { .. } => settings.trust_points.iter().any(|point| point.at == at),
        _ => true,
    };
    let defects = entry.defects.iter().enumerate();
    defects
        .filter(move |(_, defect)| defect.blocks == Blocks::Certificates && concerns(&defect.kind, defect.span))
        .map(|(index, _)| index)
}
