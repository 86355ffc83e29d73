//! Group policies: which IKE versions they let a peer use.

use crate::model::{Blocks, IkeVersion};
use crate::platform::asa::config::{Config, Item};
use crate::platform::asa::lower::Context;
use crate::platform::asa::syntax::{Command, Rule};
use crate::platform::cisco::notes::Notes;
use crate::source::Span;

/// The policy of groups that name none, from which every other policy inherits what it does not state.
const DEFAULT: &str = "DfltGrpPolicy";

/// The line that says which protocols the peers of a tunnel group may use, with the name of its policy. `None` where no
/// policy states any: the built-in policy allows both versions.
fn protocols<'c, 'a>(config: &'c Config<'a>, group: &Item<'a>) -> Option<(&'a str, &'c Command<'a>)> {
    let own = group.word(Rule::default_group_policy).map(|(word, _)| word.text);
    let stated = |name: &str| {
        let policy = config.group_policies.get(name)?;
        Some((policy.name, policy.last(Rule::tunnel_protocol)?))
    };
    own.and_then(stated).or_else(|| stated(DEFAULT))
}

/// The `vpn-tunnel-protocol` line that leaves a version out. The device then rejects the tunnel: syslog 713206 for IKEv1,
/// 751008 for IKEv2.
pub(super) fn prohibited(config: &Config<'_>, group: &Item<'_>, version: IkeVersion) -> Option<Span> {
    let (_, line) = protocols(config, group)?;
    let wanted: &[&str] = match version {
        // Up to 8.3 the word is `IPSec`.
        IkeVersion::V1 => &["ikev1", "ipsec"],
        IkeVersion::V2 => &["ikev2"],
    };
    let allowed = line.clause.words().any(|word| wanted.iter().any(|name| word.text.eq_ignore_ascii_case(name)));
    (!allowed).then_some(line.span)
}

/// The policy that says which protocols may be used, and these as they stand, for commands.
pub(super) fn name_and_protocols(config: &Config<'_>, group: &Item<'_>) -> Option<(String, String)> {
    let (name, line) = protocols(config, group)?;
    let words: Vec<&str> = line.clause.words().map(|word| word.text).collect();
    Some((name.to_owned(), words.join(" ")))
}

/// Notes a policy that a tunnel group names and the file does not define.
pub(super) fn note_undefined(context: &Context<'_, '_>, group: &Item<'_>, notes: &mut Notes) {
    let Some((word, _)) = group.word(Rule::default_group_policy) else { return };
    // In an excerpt the policy may stand elsewhere, where all it can do is forbid a version.
    if word.text != DEFAULT && context.complete && context.config.group_policies.get(word.text).is_none() {
        notes.dangling("group policy", word, context.config.group_policies.names(), Blocks::Nothing);
    }
}
