//! What a block says twice with different content, where the router has one of the two. The later line holds: a running
//! configuration never shows both.

use std::collections::BTreeMap;

use crate::platform::cisco::notes::Notes;
use crate::platform::ios::heads::Kind;
use crate::platform::ios::lower::Context;
use crate::platform::ios::syntax::{Rule, Section, Statement};

/// Settings that have one value, as the file writes them, by the blocks that they stand in. Those of policies are compared
/// where these are read.
const SETTINGS: &[(Kind, &[(Rule, &str)])] = &[
    (Kind::CryptoMap, OF_ENTRY),
    (Kind::DynamicMap, OF_ENTRY),
    (Kind::IpsecProfile, OF_ENTRY),
    (Kind::Interface, OF_INTERFACE),
    (Kind::Ikev2Profile, OF_PROFILE),
];
const OF_ENTRY: &[(Rule, &str)] = &[
    (Rule::match_address, "match address"),
    (Rule::set_transform_set, "set transform-set"),
    (Rule::set_pfs, "set pfs"),
    (Rule::set_isakmp_profile, "set isakmp-profile"),
    (Rule::set_ikev2_profile, "set ikev2-profile"),
];
const OF_INTERFACE: &[(Rule, &str)] = &[
    (Rule::ip_address, "ip address"),
    (Rule::tunnel_source, "tunnel source"),
    (Rule::tunnel_destination, "tunnel destination"),
    (Rule::tunnel_protection, "tunnel protection"),
];
const OF_PROFILE: &[(Rule, &str)] =
    &[(Rule::identity_local, "identity local"), (Rule::keyring_local, "keyring local"), (Rule::lifetime, "lifetime")];

/// Notes each of them.
pub(super) fn note(context: &Context<'_>, notes: &mut Notes) {
    for (kind, settings) in SETTINGS {
        // The block of a map entry may stand in several pieces.
        let mut blocks: BTreeMap<String, Vec<&Statement<'_>>> = BTreeMap::new();
        for section in context.configuration.of(*kind) {
            blocks.entry(title(section)).or_default().extend(&section.body);
        }
        for (title, lines) in &blocks {
            settings.iter().for_each(|(rule, words)| note_setting(lines, *rule, &format!("{words} of {title}"), notes));
        }
    }
}

/// The name and the number of a block.
fn title(section: &Section<'_>) -> String {
    let name = section.head.word(Rule::interface_name).map_or(section.name(), |word| word.text);
    section.number_word().map_or_else(|| name.to_owned(), |number| format!("{name} {}", number.text))
}

fn note_setting(lines: &[&Statement<'_>], rule: Rule, name: &str, notes: &mut Notes) {
    let own = lines.iter().filter(|line| line.is(rule) && !line.has(Rule::secondary));
    notes.setting_of_lines(name, own.map(|line| (texts(line), line.span)));
}

fn texts(line: &Statement<'_>) -> Vec<String> {
    line.parts().iter().map(|part| part.word.text.to_owned()).collect()
}
