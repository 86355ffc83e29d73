//! The rules: one file each, with metadata, explanation, and check.
//!
//! Adding a rule: one file here and one line in [`RULES`].

mod finding;

pub use finding::{Certainty, Finding, Fix, Label, Severity};

/// What a rule is, for `ikelint rules` and `ikelint explain`.
#[derive(Debug)]
pub struct Rule {
    /// The code, such as `IKE105`. Codes are never reused.
    pub code: &'static str,
    /// The name, such as `psk-mismatch`. It states the fault.
    pub name: &'static str,
    /// One line that says what the rule finds.
    pub summary: &'static str,
    /// The whole explanation in Markdown: what it checks, why the tunnel stalls, what each device shows, how to mend it.
    pub explanation: &'static str,
    /// The standards and vendor documents that it rests on.
    pub sources: &'static [&'static str],
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

/// Every rule, in the order of the codes.
pub static RULES: &[&Rule] = &[];

/// The rule of this code or name, without regard to case.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    let matches =
        |rule: &&Rule| rule.code.eq_ignore_ascii_case(code_or_name) || rule.name.eq_ignore_ascii_case(code_or_name);
    RULES.iter().copied().find(matches)
}
