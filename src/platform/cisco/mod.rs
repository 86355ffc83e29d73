//! What the two Cisco dialects share: reading a file into lines and statements, and what both mean by them.
//!
//! | file | holds |
//! | --- | --- |
//! | `pattern.rs` | patterns of command lines, found by their first word |
//! | `abbreviation.rs` | abbreviated commands, written out |
//! | `outline.rs` | the first step of reading: lines and blocks |
//! | `reenter.rs` | blocks that are entered again |
//! | `skip.rs` | texts between delimiters and the bodies of certificates, which are no commands |
//! | `statement.rs` | the second step: lines as the grammars read them, and how far they are understood |
//! | `known.rs` | lines that are known and not in the model, with the reason |
//! | `notes.rs` | defects and open questions that come up while an entry is put together |
//! | `values.rs` | words that stand for algorithms, groups, lifetimes and keys |
//! | `selectors.rs` | the parts of an access-list entry to traffic selectors |
//! | `proxies.rs` | the networks that a peer asks for, in log lines |
//! | `sightings.rs` | the output of show commands |
//! | `session_listings.rs` | the output of show commands that tell of an IKE SA and its child SAs together |
//! | `states.rs` | the states of IKEv2, for `ikelint explain` |
//! | `names.rs` | names of IP protocols and ports |
//! | `other_dialect.rs` | lines of the one dialect in a file of the other |
//! | `template.rs` | whether names and addresses are yet to be filled in |
//! | `time_ranges.rs` | time ranges that entries of access lists name |
//! | `lost.rs` | lines of which the word is misspelt that says what they are about |
//! | `trust_point.rs` | the heads of trust points |
//! | `unused.rs` | what a file defines and mentions nowhere else |

pub(crate) mod abbreviation;
pub(crate) mod known;
pub(crate) mod lists;
pub(crate) mod lost;
pub(crate) mod names;
pub(crate) mod notes;
pub(crate) mod other_dialect;
pub(crate) mod outline;
pub(crate) mod pattern;
pub(crate) mod progress;
pub(crate) mod proxies;
pub(crate) mod reenter;
pub(crate) mod selectors;
pub(crate) mod session_listings;
pub(crate) mod sightings;
pub(crate) mod skip;
pub(crate) mod statement;
pub(crate) mod states;
pub(crate) mod template;
pub(crate) mod time_ranges;
pub(crate) mod trust_point;
pub(crate) mod unused;
pub(crate) mod values;
