//! How far the lines of a file were understood that a VPN hangs on.

use crate::source::Span;

/// How far a line is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It is in the model.
    Understood,
    /// It is known, and has no bearing on a site-to-site negotiation. The platform's list of such lines says why.
    Irrelevant,
    /// It is known and may have a bearing, and the model has no word for it.
    Unmodelled,
    /// No grammar rule and no list takes it.
    Unrecognised,
}

impl Standing {
    /// Whether a verdict may hang on what the line says, and nobody understood it.
    pub fn is_unread(self) -> bool {
        matches!(self, Self::Unmodelled | Self::Unrecognised)
    }

    /// The word of the JSON reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Understood => "understood",
            Self::Irrelevant => "irrelevant",
            Self::Unmodelled => "unmodelled",
            Self::Unrecognised => "unrecognised",
        }
    }
}

/// A line that is known and yet not in the model, or that nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownLine {
    /// Where it stands, without its indentation.
    pub span: Span,
    /// [`Standing::Irrelevant`], [`Standing::Unmodelled`] or [`Standing::Unrecognised`].
    pub standing: Standing,
    /// Why it does not count, or what the model lacks: a short phrase for people. Empty where nobody knows the line.
    pub reason: &'static str,
}

/// How much of what concerns the VPN was understood, in lines under a VPN block head, the head included. Which heads
/// count is one table a platform, the one that its reader finds blocks with.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// All of them.
    pub vpn_lines: usize,
    /// Of them, understood.
    pub understood: usize,
    /// Known, and of no bearing on a site-to-site negotiation.
    pub irrelevant: usize,
    /// Known, but not modelled.
    pub unmodelled: usize,
    /// Of those, lines in the syntax of another platform, which the device would refuse.
    pub other_syntax: usize,
    /// Not recognised.
    pub unrecognised: usize,
    /// Every line that is not understood, in no certain order.
    pub lines: Vec<KnownLine>,
    /// What was read of the path of packets, where the reader of the platform counts it. None of it is a line of the VPN.
    pub path: Vec<PathCount>,
}

/// How much of one part of the path of packets was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathCount {
    /// What it is about: `zones`, `security rules`.
    pub part: &'static str,
    /// The settings that are in the model.
    pub read: usize,
    /// Settings without bearing on whether packets pass: notes, logs.
    pub irrelevant: usize,
    /// What was passed over, known or not: settings, or blocks with all that is in them.
    pub passed_over: usize,
}

impl Coverage {
    /// Counts the line at `span`. `reason` says why a known line is not in the model, for people.
    pub fn count(&mut self, standing: Standing, span: Span, reason: &'static str) {
        self.vpn_lines += 1;
        match standing {
            Standing::Understood => self.understood += 1,
            Standing::Irrelevant => self.irrelevant += 1,
            Standing::Unmodelled => self.unmodelled += 1,
            Standing::Unrecognised => self.unrecognised += 1,
        }
        if standing != Standing::Understood {
            self.lines.push(KnownLine { span, standing, reason });
        }
    }

    /// Adds what another part of the file counted.
    pub fn add(&mut self, more: &Self) {
        self.vpn_lines += more.vpn_lines;
        self.understood += more.understood;
        self.irrelevant += more.irrelevant;
        self.unmodelled += more.unmodelled;
        self.other_syntax += more.other_syntax;
        self.unrecognised += more.unrecognised;
        self.lines.extend_from_slice(&more.lines);
        for count in &more.path {
            match self.path.iter_mut().find(|own| own.part == count.part) {
                Some(own) => {
                    own.read += count.read;
                    own.irrelevant += count.irrelevant;
                    own.passed_over += count.passed_over;
                }
                None => self.path.push(count.clone()),
            }
        }
    }

    /// The share of lines that are recognised, in percent: all but the unrecognised. 100 where there are none.
    pub fn recognised_share(&self) -> f64 {
        share(self.vpn_lines - self.unrecognised, self.vpn_lines)
    }

    /// The share of lines that are understood, in percent, of those that may have a bearing: lines that are known to be
    /// irrelevant are left out on both sides. 100 where there are none.
    pub fn understood_share(&self) -> f64 {
        share(self.understood, self.vpn_lines - self.irrelevant)
    }

    /// The same, of those lines that the platform has at all: those in the syntax of another one are left out as well.
    pub fn understood_share_of_own_syntax(&self) -> f64 {
        share(self.understood, self.vpn_lines - self.irrelevant - self.other_syntax)
    }

    /// The lines of a standing, in the order of the file.
    pub fn lines_that_are(&self, standing: Standing) -> Vec<KnownLine> {
        let mut lines: Vec<KnownLine> = self.lines.iter().copied().filter(|line| line.standing == standing).collect();
        lines.sort_unstable_by_key(|line| line.span);
        lines
    }
}

#[allow(clippy::cast_precision_loss, reason = "a file has no 2^52 lines")]
fn share(part: usize, all: usize) -> f64 {
    if all == 0 { 100.0 } else { part as f64 * 100.0 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn shares_leave_out_what_has_no_bearing() {
        let mut coverage = Coverage::default();
        assert!((coverage.recognised_share() - 100.0).abs() < f64::EPSILON);
        let standings = [Standing::Understood, Standing::Irrelevant, Standing::Irrelevant, Standing::Unrecognised];
        for (at, standing) in standings.into_iter().enumerate() {
            coverage.count(standing, Span::new(FileId(0), at, at + 1), "");
        }
        assert!((coverage.recognised_share() - 75.0).abs() < f64::EPSILON);
        assert!((coverage.understood_share() - 50.0).abs() < f64::EPSILON);
        assert_eq!(coverage.lines_that_are(Standing::Irrelevant).len(), 2);
        coverage.count(Standing::Unmodelled, Span::new(FileId(0), 4, 5), "");
        coverage.other_syntax += 1;
        assert!((coverage.understood_share_of_own_syntax() - 50.0).abs() < f64::EPSILON);
        assert!(coverage.understood_share() < 50.0, "a line that is not understood never helps this figure");
    }
}
