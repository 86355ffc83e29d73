//! What a file says twice with different content, where the device has one of the two. The later line holds: a running
//! configuration never shows both.

use std::collections::HashMap;

use crate::model::Kept;
use crate::platform::asa::config::{Item, Table};
use crate::platform::asa::lower::Context;
use crate::platform::asa::syntax::{Command, Rule};
use crate::platform::cisco::notes::Notes;
use crate::source::Span;

/// Settings of an entry of a crypto map that have one value, as the file writes them.
const OF_ENTRY: &[(Rule, &str)] = &[
    (Rule::match_address, "match address"),
    (Rule::set_transform_set, "set ikev1 transform-set"),
    (Rule::set_ipsec_proposal, "set ikev2 ipsec-proposal"),
    (Rule::set_pfs, "set pfs"),
    (Rule::set_connection_type, "set connection-type"),
    (Rule::set_phase1_mode, "set ikev1 phase1-mode"),
    (Rule::set_trust_point, "set trustpoint"),
    (Rule::map_dynamic, "dynamic map"),
];

/// Settings of an interface that have one value.
const OF_INTERFACE: &[(Rule, &str)] = &[
    (Rule::nameif, "nameif"),
    (Rule::ip_address, "ip address"),
    (Rule::tunnel_source, "tunnel source"),
    (Rule::tunnel_destination, "tunnel destination"),
    (Rule::tunnel_profile, "tunnel protection"),
];

/// Settings of a tunnel group that have one value; its keys are compared where they are read.
const OF_GROUP: &[(Rule, &str)] =
    &[(Rule::tunnel_group_type, "type"), (Rule::default_group_policy, "default-group-policy")];

/// Notes each of them.
pub(super) fn note(context: &Context<'_, '_>, notes: &mut Notes) {
    let config = context.config;
    for (table, settings) in [
        (&config.crypto_maps, OF_ENTRY),
        (&config.dynamic_maps, OF_ENTRY),
        (&config.ipsec_profiles, OF_ENTRY),
        (&config.interfaces, OF_INTERFACE),
        (&config.tunnel_groups, OF_GROUP),
    ] {
        note_settings(table, settings, notes);
    }
    for own in &config.repeated {
        notes.duplicate(own.what, &own.name, own.again, own.first);
    }
    note_names(&config.interfaces, notes);
}

fn note_settings(table: &Table<'_>, settings: &[(Rule, &str)], notes: &mut Notes) {
    for item in &table.items {
        for (rule, words) in settings {
            let title = if item.sequence == 0 { item.name.to_owned() } else { item.title() };
            let lines = item.all(*rule).map(|line| (texts(line), line.span));
            notes.setting_of_lines(&format!("{words} of {title}"), lines);
        }
    }
}

fn texts<'a>(line: &Command<'a>) -> Vec<&'a str> {
    line.clause.words().map(|word| word.text).collect()
}

/// Two interfaces of one name. What the second is called then, no source says.
fn note_names(interfaces: &Table<'_>, notes: &mut Notes) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for (word, line) in interfaces.items.iter().filter_map(|item: &Item<'_>| item.word(Rule::nameif)) {
        match seen.get(word.text) {
            Some(first) => notes.twice("interface name", word.text, line, *first, Kept::Unknown),
            None => drop(seen.insert(word.text, line)),
        }
    }
}
