//! What is missing, resolved every way: files that leave something open against the same files that settle it.

use ikelint::check::{Check, Settings};
use ikelint::negotiation::Outcome;

use crate::pairs::{all_pairs, check_texts, edited};

/// An edit that leaves something open on one platform, and the two edits that settle it: as it has to be for the tunnel to
/// come up, and as it must not be.
struct Opening {
    platform: &'static str,
    from: &'static str,
    open: &'static str,
    good: &'static str,
    bad: &'static str,
}

const OPENINGS: &[Opening] = &[
    Opening { platform: "asa", from: "Corr3ct-Horse", open: "*****", good: "Corr3ct-Horse", bad: "Wrong" },
    Opening { platform: "ios", from: "Corr3ct-Horse", open: "<removed>", good: "Corr3ct-Horse", bad: "Wrong" },
    Opening { platform: "panos", from: "Corr3ct-Horse", open: "*****", good: "Corr3ct-Horse", bad: "Wrong" },
    // The first two stand for both IKE versions; a line that one of them lacks leaves the file as it is.
    Opening {
        platform: "asa",
        from: "esp-aes-256 esp-sha-hmac",
        open: "esp-aes-wide esp-sha-hmac",
        good: "esp-aes-256 esp-sha-hmac",
        bad: "esp-aes esp-sha-hmac",
    },
    Opening {
        platform: "asa",
        from: "\n encryption aes-256\n",
        open: "\n encryption wide\n",
        good: "\n encryption aes-256\n",
        bad: "\n encryption aes\n",
    },
    Opening {
        platform: "ios",
        from: "ip address 198.51.100.20 255.255.255.0",
        open: "ip address dhcp",
        good: "ip address 198.51.100.20 255.255.255.0",
        bad: "ip address 198.51.100.99 255.255.255.0",
    },
    Opening {
        platform: "ios",
        from: "ip address 192.0.2.10 255.255.255.0",
        open: "ip address dhcp",
        good: "ip address 192.0.2.10 255.255.255.0",
        bad: "ip address 192.0.2.99 255.255.255.0",
    },
    Opening {
        platform: "ios",
        from: " set transform-set TS\n",
        open: " set transform-set TS\n set mystery 1\n",
        good: " set transform-set TS\n",
        bad: "",
    },
    Opening {
        platform: "panos",
        from: "dh-group no-pfs",
        open: "dh-group group-to-come",
        good: "dh-group no-pfs",
        bad: "dh-group group19",
    },
];

/// Certain faults that may stand beside what is open.
const FAULTS: &[(&str, &str, &str)] = &[
    ("asa", "group 14", "group 5"),
    ("asa", "255.255.255.0 10.1.0.0 255.255.255.0", "255.255.255.0 10.1.0.0 255.255.0.0"),
    ("ios", "10.2.0.0 0.0.0.255", "10.2.0.0 0.0.255.255"),
    ("ios", " mode tunnel\n", " mode transport require\n"),
    ("panos", "local 10.2.0.0/24", "local 10.7.0.0/24"),
];

/// How an opening is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    Open,
    Good,
    Bad,
}

type Files = [(String, String); 2];

fn apply(files: &mut Files, openings: &[(usize, &Opening)], written: &[Written]) {
    for ((end, opening), written) in openings.iter().zip(written) {
        let to = match written {
            Written::Open => opening.open,
            Written::Good => opening.good,
            Written::Bad => opening.bad,
        };
        files[*end].1 = files[*end].1.replace(opening.from, to);
    }
}

/// The outcome of both directions.
fn outcomes(check: &Check) -> [Outcome; 2] {
    check.tunnels[0].directions.each_ref().map(|direction| direction.outcome)
}

/// What the resolutions of a direction amount to: the first of them is the favourable one.
fn joined(resolved: &[Outcome]) -> Outcome {
    let up = |outcome: &Outcome| *outcome == Outcome::Establishes;
    // What no source settles is open however the files are settled.
    let may_be_up = |outcome: &Outcome| up(outcome) || *outcome == Outcome::Undetermined;
    match (resolved.iter().any(may_be_up), resolved.iter().all(up)) {
        (true, false) => Outcome::Undetermined,
        _ => resolved[0],
    }
}

/// Holds what is said of files with openings against what is said of every way to settle them.
fn hold(base: &Files, openings: &[(usize, &Opening)], what: &str) {
    let checked = |written: &[Written]| {
        let mut files = base.clone();
        apply(&mut files, openings, written);
        check_texts(&files, Settings::default())
    };
    let open = checked(&vec![Written::Open; openings.len()]);
    let ways = 1_usize << openings.len();
    let resolved: Vec<[Outcome; 2]> = (0..ways)
        .map(|way| {
            let written: Vec<Written> = (0..openings.len())
                .map(|index| if way >> index & 1 == 0 { Written::Good } else { Written::Bad })
                .collect();
            outcomes(&checked(&written))
        })
        .collect();
    for end in [0, 1] {
        let of_end: Vec<Outcome> = resolved.iter().map(|outcomes| outcomes[end]).collect();
        let direction = &open.tunnels[0].directions[end];
        assert_eq!(direction.outcome, joined(&of_end), "{what}, end {end} begins: {of_end:?} {:#?}", direction.missing);
        let settled = of_end[0] != Outcome::Undetermined;
        assert!(
            !settled || direction.missing.iter().all(|missing| missing.if_ok == of_end[0]),
            "{what}: {:#?}",
            direction.missing
        );
    }
}

/// The openings that change something in one of these files.
fn openings_of<'o>(names: [&str; 2], files: &Files) -> Vec<(usize, &'o Opening)> {
    let ends = [0, 1].into_iter().flat_map(|end| OPENINGS.iter().map(move |opening| (end, opening)));
    ends.filter(|(end, opening)| names[*end].starts_with(opening.platform) && files[*end].1.contains(opening.from))
        .collect()
}

#[test]
fn what_is_open_is_what_every_way_to_settle_it_amounts_to() {
    for names in all_pairs() {
        let files = edited(names, &[]);
        let openings = openings_of(names, &files);
        for (index, first) in openings.iter().enumerate() {
            hold(&files, &[*first], &format!("{names:?} {:?}", first.1.open));
            for second in &openings[index + 1..] {
                hold(&files, &[*first, *second], &format!("{names:?} {:?} {:?}", first.1.open, second.1.open));
            }
        }
    }
}

#[test]
fn a_certain_fault_outweighs_what_is_open() {
    for names in all_pairs() {
        let files = edited(names, &[]);
        for (fault_end, (platform, from, to)) in [0, 1].into_iter().flat_map(|end| FAULTS.iter().map(move |f| (end, f)))
        {
            if !names[fault_end].starts_with(platform) || !files[fault_end].1.contains(from) {
                continue;
            }
            let mut faulty = files.clone();
            faulty[fault_end].1 = faulty[fault_end].1.replace(from, to);
            for opening in openings_of(names, &faulty) {
                hold(&faulty, &[opening], &format!("{names:?} {to:?} {:?}", opening.1.open));
            }
        }
    }
}
