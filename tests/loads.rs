//! What keeps a connection of strongSwan from being loaded, held against what charon said of the same lines.
//!
//! `tests/recorded/loads.tsv` was written by `swanctl --load-all` and `--list-conns` of release 5.9.8.

use ikelint::check::Check;
use ikelint::rules::Severity;

use crate::pairs::{base, check_texts, errors, verdict};

const V2: [&str; 2] = ["swanctl-ikev2", "swanctl-ikev2"];

/// The line behind which a line of a place is added.
fn anchor(place: &str) -> &'static str {
    match place {
        "connection" => "        mobike = no\n",
        "local" => "            id = 198.51.100.20\n",
        "child" => "                start_action = trap\n",
        "children" => "        children {\n",
        "connections" => "connections {\n",
        "secret" => "    ike-far {\n",
        "secrets" => "secrets {\n",
        other => panic!("{other}: no such place"),
    }
}

/// Whether the connection is refused as a whole.
fn is_discarded(check: &Check) -> bool {
    let told = check.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let rules = ["unrecognised-line", "invalid-value"];
    verdict(check) == "stalls" && told.into_iter().any(|finding| rules.contains(&finding.rule.name))
}

#[test]
fn a_connection_is_discarded_where_charon_discards_it() {
    let mut wrong = Vec::new();
    let rows = include_str!("recorded/loads.tsv").lines().filter(|row| !row.starts_with('#'));
    for row in rows {
        let [place, line, answer] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("{row}") };
        let (name, text) = base(V2[1], 'b');
        let anchor = anchor(place);
        assert!(text.contains(anchor), "{row}");
        let files = [base(V2[0], 'a'), (name, text.replace(anchor, &format!("{anchor}{line}\n")))];
        let check = check_texts(&files, ikelint::check::Settings::default());
        if is_discarded(&check) == (answer == "loaded") {
            wrong.push(format!("{row}: {} {:?}", verdict(&check), errors(&check)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
