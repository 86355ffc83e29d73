//! Blocks that exist to hold secrets. Nothing on a line in one of them tells of a secret where its keyword is misspelt; the
//! block does.

use std::ops::Range;
use std::sync::LazyLock;

use super::pattern::{Pattern, Statement};
use super::{assignment, find_in_statement, statements};

/// How a block is written, and so where it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Cisco: up to the next line that is not indented below the head. Where a paste lost the indentation, as far as the words go.
    Indented,
    /// strongSwan, Junos and PAN-OS in curly form: up to the brace that closes it.
    Braces,
}

/// A kind of block that holds secrets.
struct Body {
    form: Form,
    head: &'static str,
    /// The lines in it that hold no secret. Behind the first word of every other line that is not understood, one may stand.
    harmless: &'static [&'static str],
}

const BODIES: &[Body] = &[
    Body {
        form: Form::Indented,
        head: "tunnel-group _ ipsec-attributes",
        harmless: &[
            "peer-id-validate|trust-point|chain|authorization-required|authorization-dn-attributes|radius-sdi-xauth",
            "default-group-policy|virtual-template|client-update|radius-with-expiry",
            "ikev1/5 trust-point|user-authentication|radius-sdi-xauth|pre-shared-key",
            "ikev2/5 local-authentication|remote-authentication|rsa-sig-hash|mobike-rrc",
            "isakmp keepalive|ikev1-user-authentication",
            "ikev1-user-authentication",
        ],
    },
    Body {
        form: Form::Indented,
        head: "crypto/2 keyring _",
        harmless: &["local-address|rsa-pubkey|address|serial-number|key-string|quit"],
    },
    Body { form: Form::Indented, head: "crypto/2 ikev2 keyring _", harmless: &["peer|address|hostname|identity"] },
    Body {
        form: Form::Indented,
        head: "crypto/2 isakmp/3 peer _",
        harmless: &["set/2 aggressive-mode/2 client-endpoint/2"],
    },
    Body {
        form: Form::Indented,
        head: "crypto/2 isakmp/3 client configuration group _",
        // What else stands there is for remote access, and not to be listed in full.
        harmless: &["_"],
    },
    Body { form: Form::Braces, head: "secrets {", harmless: &["id*|file|handle|slot|module|include"] },
    Body { form: Form::Braces, head: "pre-shared-key {", harmless: &[] },
];

/// Words that end a block or stand in any.
const ANYWHERE: &[&str] = &["description|exit|quit|end|exit-peer-group"];

/// A [`Body`], ready to be matched.
pub(super) struct Reader {
    form: Form,
    head: Pattern,
    harmless: Vec<Pattern>,
}

static READERS: LazyLock<Vec<Reader>> = LazyLock::new(|| {
    let reader = |body: &Body| Reader {
        form: body.form,
        head: Pattern::new(body.head),
        harmless: body.harmless.iter().chain(ANYWHERE).map(|pattern| Pattern::new(pattern)).collect(),
    };
    BODIES.iter().map(reader).collect()
});

/// The block that `line` opens, if it is one of those that hold secrets.
pub(super) fn opened_by(line: &str) -> Option<&'static Reader> {
    let statement = Statement::new(line, false);
    READERS.iter().find(|reader| reader.head.find(&statement).is_some())
}

/// How far a line is indented.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

impl Reader {
    /// Adds the secrets of the block whose head ends at `from`; where it ends.
    pub(super) fn find(&self, text: &str, from: usize, braces: bool, found: &mut Vec<Range<usize>>) -> usize {
        let head = text[..from].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let margin = indent(&text[head..from]);
        let (mut at, mut depth) = (from, 1_usize);
        for line in text[from..].split_inclusive(['\n', '\r']) {
            let content = line.trim_end();
            let before = found.len();
            let is_below = indent(content) > margin;
            self.find_in_line(content, at, (braces, is_below), found);
            depth = statements(content).iter().fold(depth, |depth, piece| match content.as_bytes().get(piece.end) {
                Some(b'{') => depth + 1,
                Some(b'}') => depth.saturating_sub(1),
                _ => depth,
            });
            let is_outside = match self.form {
                Form::Indented => !content.is_empty() && !is_below && found.len() == before,
                Form::Braces => depth == 0,
            };
            if is_outside {
                return at;
            }
            at += line.len();
        }
        at
    }

    fn find_in_line(&self, line: &str, base: usize, (braces, is_below): (bool, bool), found: &mut Vec<Range<usize>>) {
        let in_braces = self.form == Form::Braces;
        let is_outside = !in_braces && !is_below;
        let pieces = if in_braces { statements(line) } else { std::iter::once(0..line.len()).collect() };
        for piece in pieces {
            let (content, base) = (&line[piece.clone()], base + piece.start);
            let opens = line[piece.end..].starts_with('{');
            let is_known = opens || find_in_statement(content, base, braces, found);
            if is_known || is_outside || content.trim_start().starts_with('#') {
                continue;
            }
            let statement = Statement::new(content, braces);
            let is_harmless = self.harmless.iter().any(|pattern| pattern.find(&statement).is_some());
            let secret = assignment::value(content).or_else(|| statement.behind_first()).filter(|_| !is_harmless);
            found.extend(secret.map(|secret| base + secret.start..base + secret.end));
        }
    }
}
