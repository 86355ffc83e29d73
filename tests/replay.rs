//! What real daemons made of generated pairs of configurations, so that ikelint is held against it where no daemons are
//! to be had. Written down by the lab: `cargo test --test lab -- --seed 11 --first 450 --pairs 300 --record FILE`.

use crate::judgement::{Recorded, of_ikelint};

#[test]
fn ikelint_says_what_the_daemons_did() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recorded/generated.json");
    let text = std::fs::read_to_string(path).unwrap();
    let all: Vec<Recorded> = serde_json::from_str(&text).unwrap();
    assert!(all.len() >= 100, "{} pairs", all.len());
    for recorded in all {
        let judged = of_ikelint(&recorded.files);
        assert_eq!(judged.as_ref(), Ok(&recorded.negotiations), "{}\n{}", recorded.files[0], recorded.files[1]);
    }
}
