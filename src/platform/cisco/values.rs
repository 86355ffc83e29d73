//! Words that stand for values in both dialects: algorithms by tables, groups, lifetimes, keys.

use crate::model::{ChildProposal, DhGroup, IkeProposal, IkeVersion, Setting, UnknownReason};
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::statement::{Dialect, Node, Word};
use crate::platform::ranges::Range;
use crate::secret::{Cleartext, MASK, Psk, Unreadable};
use crate::source::{SourceFile, Span};

/// Words and what they stand for.
pub(crate) type Table<T> = [(&'static str, T)];

/// What a word stands for in a table.
pub(crate) fn look_up<T: Copy>(table: &Table<T>, word: &str) -> Option<T> {
    table.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

/// The first word of a value in a table.
pub(crate) fn word_of<T: PartialEq>(table: &Table<T>, value: &T) -> Option<&'static str> {
    table.iter().find(|(_, own)| own == value).map(|(name, _)| *name)
}

/// What a word stands for in a table, as written at `at`; unknown, and a defect, where the table does not have it.
pub(crate) fn setting<T: Copy>(table: &Table<T>, word: Word<'_>, at: Span, notes: &mut Notes) -> Setting<T> {
    match look_up(table, word.text) {
        Some(value) => Setting::written(value, at),
        None => {
            let names: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
            unreadable(word, format!("one of {}", names.join(", ")), at, notes)
        }
    }
}

/// A Diffie-Hellman group, written `14` or `group14`. `others` are numbers that no registry has and the platform takes.
pub(crate) fn dh_group(word: Word<'_>, others: &[DhGroup], at: Span, notes: &mut Notes) -> Setting<DhGroup> {
    let digits = word.text.strip_prefix("group").unwrap_or(word.text);
    let number = digits.parse().ok().map(DhGroup);
    match number.filter(|group| group.name().is_some() || others.contains(group)) {
        Some(group) => Setting::written(group, at),
        None => unreadable(word, "a Diffie-Hellman group such as 14 or 19", at, notes),
    }
}

/// The amount of a lifetime in seconds or kilobytes; some words switch the limit off.
pub(crate) fn amount(word: Word<'_>, range: Range, at: Span, notes: &mut Notes) -> Setting<Option<u64>> {
    if matches!(word.text, "none" | "unlimited" | "disable") {
        return Setting::written(None, at);
    }
    let factor = seconds_in(range.unit()).unwrap_or(1);
    match range.read(word.text) {
        Some(number) => Setting::written(Some(number.saturating_mul(factor)), at),
        None => unreadable(word, range.expected(), at, notes),
    }
}

/// The seconds in a unit of a lifetime; `None` for one of volume.
fn seconds_in(unit: &str) -> Option<u64> {
    match unit {
        "seconds" => Some(1),
        "days" => Some(86_400),
        _ => None,
    }
}

/// One limit of a lifetime clause: `seconds 28800`, `days 1`, `kilobytes 4608000`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit<'a> {
    /// Whether it limits time; volume otherwise.
    pub of_time: bool,
    /// What its unit takes.
    pub range: Range,
    /// The amount.
    pub word: Word<'a>,
}

/// The limits of a lifetime clause: its parts `limit`, each a `unit` and an amount. `ranges` holds the units of the dialect.
pub(crate) fn limits<'a, R: Dialect>(parts: &[Node<'a, R>], [limit, unit]: [R; 2], ranges: &[Range]) -> Vec<Limit<'a>> {
    let of_part = |part: &Node<'a, R>| {
        let unit = part.child(unit)?.word.text.trim();
        let range = *ranges.iter().find(|range| range.unit() == unit)?;
        Some(Limit { of_time: seconds_in(unit).is_some(), range, word: part.word()? })
    };
    parts.iter().filter(|part| part.rule == limit).filter_map(of_part).collect()
}

/// A value that the device would not take, and so is not known.
pub(crate) fn unreadable<T>(word: Word<'_>, expected: impl Into<String>, at: Span, notes: &mut Notes) -> Setting<T> {
    notes.invalid(word, expected);
    Setting::unknown(UnknownReason::Unreadable, at)
}

/// A default, unless a line of the block was not understood, which may be the one that sets the value.
pub(crate) fn unless_unread<T>(gap: Option<Span>, default: Setting<T>) -> Setting<T> {
    gap.map_or(default, |span| Setting::unknown(UnknownReason::LineNotUnderstood, span))
}

/// A pre-shared key as a line writes it: `form` is the word before it that says how, `6` or `8` for encrypted with a
/// master key, `7` for the reversible form of `service password-encryption`, `hex`, `0` or nothing for plain text.
///
/// What the masking did not see cannot be read, but it is a key nevertheless. A key is one word (Cisco ASA command
/// reference, `ikev1 pre-shared-key`; Cisco IOS Security Command Reference, crypto isakmp key), so with more behind it
/// nobody can say what the device has taken.
pub(crate) fn psk(file: &SourceFile, form: Option<&str>, secret: Span, notes: &mut Notes) -> Psk {
    let hidden = Cleartext::new("*");
    let token = file.secret(secret).unwrap_or(&hidden);
    let key = match form {
        Some("6" | "8") => Psk::encrypted(),
        Some("7") => Psk::cisco_type_7(token),
        Some("hex") => Psk::hexadecimal(token),
        _ => Psk::plain(token),
    };
    let word = Word { text: MASK, span: secret };
    match key.unreadable() {
        None if token.has_blanks() => {
            notes.invalid(word, "a key of one word, and no other command behind it");
            return Psk::malformed();
        }
        Some(Unreadable::Malformed) if form == Some("hex") => {
            notes.invalid(word, "a key of pairs of hexadecimal digits");
        }
        _ => {}
    }
    key
}

/// A child proposal of which nothing is known but its name.
pub(crate) fn unknown_child_proposal(name: &str, at: Span) -> ChildProposal {
    let reason = UnknownReason::NotInExcerpt;
    let (encryption, integrity) = (vec![Setting::unknown(reason, at)], vec![Setting::unknown(reason, at)]);
    ChildProposal::esp(name, at, encryption, integrity, Setting::unknown(reason, at))
}

/// An IKE proposal of which nothing is known but its name.
pub(crate) fn unknown_ike_proposal(name: &str, version: IkeVersion, reason: UnknownReason, at: Span) -> IkeProposal {
    let ikev2 = version == IkeVersion::V2;
    IkeProposal {
        name: name.to_owned(),
        span: at,
        encryption: vec![Setting::unknown(reason, at)],
        integrity: vec![Setting::unknown(reason, at)],
        prf: if ikev2 { vec![Setting::unknown(reason, at)] } else { Vec::new() },
        dh_groups: vec![Setting::unknown(reason, at)],
        authentication: (!ikev2).then(|| Setting::unknown(reason, at)),
        lifetime: Setting::unknown(reason, at),
    }
}
