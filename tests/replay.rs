//! What real daemons made of generated pairs of configurations, so that ikelint is held against it where no daemons are
//! to be had. Written down by the lab:
//!
//! - `generated.json`: `cargo test --test lab -- --seed 11 --first 450 --pairs 300 --record FILE`
//! - `libreswan.json`: `cargo test --test lab -- --libreswan --first 1000 --pairs 300 --record FILE`

use crate::judgement::{Judgement, Recorded, of_behaviour, of_ikelint};
use crate::pluto_behaviour;
use crate::site::Site;
use crate::vendor::Tally;

fn recorded() -> Vec<Recorded> {
    read(include_str!("recorded/generated.json"))
}

/// The pairs of which strongSwan has told what comes.
pub(crate) fn sites() -> Vec<[Site; 2]> {
    recorded().into_iter().map(|recorded| recorded.sites).collect()
}

fn read(text: &'static str) -> Vec<Recorded> {
    let all: Vec<Recorded> = serde_json::from_str(text).unwrap();
    assert!(all.len() >= 100, "{} pairs", all.len());
    all
}

#[test]
fn ikelint_says_what_the_daemons_did() {
    replay(recorded(), of_ikelint);
}

/// The files are strongSwan's, and say the same as those that libreswan was given. The record is older than what is told of
/// guessed groups and of new keys for which the other end asks.
#[test]
fn ikelint_says_what_libreswan_did() {
    let judge = |sites: &[Site; 2], files: &[String; 2]| {
        let judged = of_behaviour(sites, files, Some(&pluto_behaviour::libreswan()))?;
        Ok(judged.map(|own| Judgement { asks_again: false, rekeyed_back: None, ..own }))
    };
    replay(read(include_str!("recorded/libreswan.json")), judge);
}

fn replay(all: Vec<Recorded>, judge: impl Fn(&[Site; 2], &[String; 2]) -> Result<[Judgement; 2], String>) {
    for recorded in all {
        let judged = judge(&recorded.sites, &recorded.files);
        assert_eq!(judged.as_ref(), Ok(&recorded.negotiations), "{}\n{}", recorded.files[0], recorded.files[1]);
    }
}

#[test]
fn the_files_of_other_vendors_come_to_the_end_that_the_protocol_settles() {
    let all = recorded();
    for recorded in &all {
        let texts = recorded.sites.each_ref().map(Site::text);
        assert_eq!(texts, recorded.files, "the generator writes otherwise by now: record again");
    }
    let pairs: Vec<_> = all.into_iter().map(|recorded| (recorded.sites, recorded.negotiations)).collect();
    let tally = Tally::of(&pairs);
    println!("{tally}");
    assert!(tally.fewest() >= 20, "{tally}");
    let all = tally.disagreements.len();
    assert!(all == 0, "{all} disagree, among them\n{}", tally.disagreements.join("\n"));
}
