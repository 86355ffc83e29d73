//! The settings that charon takes in each kind of section, and the values that it takes for them.
//!
//! A connection with another setting, or another value, is not loaded: charon answers `unknown option: …, config
//! discarded` or `invalid value for: …, config discarded`, and the rest of the file is loaded without it. A setting that
//! is empty is not sent to charon at all.
//!
//! Source: strongSwan, vici_config.c (the tables of names, and the functions that read the values) up to 6.0, and
//! swanctl.conf(5); `tests/recorded/loads.tsv` holds what charon 5.9.8 took and refused.

use crate::platform::swanctl::schema::Meaning;
use crate::platform::swanctl::values::{octets, seconds, switch};

use Meaning::{Irrelevant, Understood, Unmodelled};
use Takes::{CodePoint, Method, Number, OneOf, Switch, Text, Time, Volume};

/// A setting: its name, what ikelint makes of it, and what charon takes for it.
pub(super) type Setting = (&'static str, Meaning, Takes);

/// The values that charon takes for a setting.
#[derive(Clone, Copy, Debug)]
pub(super) enum Takes {
    /// Whatever it is; or it is looked at where it is read.
    Text,
    /// `yes`, `no` and their like.
    Switch,
    /// A time.
    Time,
    /// A number of octets.
    Volume,
    /// A whole number in the notations of C.
    Number,
    /// One of these words, and whatever a switch takes where the words have `yes` and `no` among them.
    OneOf(&'static [&'static str]),
    /// Six binary digits.
    CodePoint,
    /// A method of authentication, with what it is to be done with.
    Method,
}

/// `start_action` and its like; from 5.9.6 on also two of them with `|` between.
const ACTIONS: &[&str] = &["none", "trap", "start", "clear", "route", "restart"];
const FRAGMENTATION: &[&str] = &["yes", "no", "accept", "force"];
const CHILDLESS: &[&str] = &["allow", "prefer", "force", "never"];
const SEND_CERT: &[&str] = &["ifasked", "always", "never"];
const OCSP: &[&str] = &["reply", "request", "both", "never"];
const UNIQUE: &[&str] = &["no", "never", "keep", "replace"];
const REVOCATION: &[&str] = &["relaxed", "strict", "ifuri"];
const HW_OFFLOAD: &[&str] = &["no", "yes", "auto", "crypto", "packet"];
const COPY_DSCP: &[&str] = &["out", "in", "yes", "no"];
const LABEL_MODE: &[&str] = &["system", "simple", "selinux"];
const PER_CPU_SAS: &[&str] = &["yes", "no", "encap"];

/// How a method of authentication begins.
const METHODS: &[&str] = &["pubkey", "rsa", "ecdsa", "ed25519", "ed448", "bliss", "eap", "xauth", "ike:"];

impl Takes {
    /// What charon expects where it does not take a value; `None` where it takes it, or may.
    pub(super) fn refuses(self, value: &str) -> Option<String> {
        let word = value.trim().to_ascii_lowercase();
        let (takes, expected) = match self {
            Text => (true, String::new()),
            Switch => (switch(&word).is_some(), "yes or no".to_owned()),
            Time => (is_negative(&word) || seconds(&word).is_some(), "a time such as 90s, 30m, 4h or 1d".to_owned()),
            Volume => (is_negative(&word) || octets(&word).is_some(), "a number, perhaps with k, m or g".to_owned()),
            Number => (is_number(&word), "a number".to_owned()),
            OneOf(words) => (is_one_of(&word, words), words.join(", ")),
            CodePoint => {
                (word.len() == 6 && word.chars().all(|digit| "01".contains(digit)), "six binary digits".into())
            }
            Method => {
                let takes = word == "psk" || METHODS.iter().any(|method| word.starts_with(method));
                (takes, "psk, pubkey, eap, xauth, or a kind of key such as rsa or ecdsa".to_owned())
            }
        };
        (!takes).then_some(expected)
    }
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    let is_switch = words.contains(&"yes") && words.contains(&"no") && switch(word).is_some();
    is_switch || word.split('|').all(|part| words.contains(&part.trim()))
}

/// Numbers below zero are taken, and come out as very large ones.
fn is_negative(word: &str) -> bool {
    word.strip_prefix('-').is_some_and(is_number)
}

fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
    match digits.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).is_ok(),
        None => digits.parse::<u64>().is_ok(),
    }
}

/// What a connection takes.
pub(super) const CONNECTION: &[Setting] = &[
    ("version", Understood, Text),
    ("local_addrs", Understood, Text),
    ("remote_addrs", Understood, Text),
    ("proposals", Understood, Text),
    ("aggressive", Understood, Switch),
    ("rekey_time", Understood, Time),
    ("reauth_time", Understood, Time),
    ("encap", Understood, Switch),
    ("over_time", Understood, Time),
    ("ppk_required", Understood, Switch),
    ("ppk_id", Understood, Text),
    ("childless", Unmodelled, OneOf(CHILDLESS)),
    ("local_port", Unmodelled, Number),
    ("remote_port", Unmodelled, Number),
    ("vips", Unmodelled, Text),
    ("mediation", Unmodelled, Switch),
    ("mediated_by", Unmodelled, Text),
    ("mediation_peer", Unmodelled, Text),
    ("pull", Irrelevant, Switch),
    ("dscp", Irrelevant, CodePoint),
    ("mobike", Understood, Switch),
    ("dpd_delay", Understood, Time),
    ("dpd_timeout", Irrelevant, Time),
    ("fragmentation", Irrelevant, OneOf(FRAGMENTATION)),
    ("send_certreq", Irrelevant, Switch),
    ("send_cert", Irrelevant, OneOf(SEND_CERT)),
    ("ocsp", Irrelevant, OneOf(OCSP)),
    ("keyingtries", Irrelevant, Number),
    ("unique", Irrelevant, OneOf(UNIQUE)),
    ("rand_time", Irrelevant, Time),
    ("pools", Irrelevant, Text),
    ("if_id_in", Irrelevant, Text),
    ("if_id_out", Irrelevant, Text),
];

/// What `local` and `remote` of a connection take.
pub(super) const ROUND: &[Setting] = &[
    ("auth", Understood, Method),
    ("id", Understood, Text),
    ("certs", Understood, Text),
    ("cacerts", Understood, Text),
    ("pubkeys", Understood, Text),
    ("round", Understood, Number),
    ("eap_id", Irrelevant, Text),
    ("aaa_id", Irrelevant, Text),
    ("xauth_id", Irrelevant, Text),
    ("groups", Irrelevant, Text),
    ("cert_policy", Irrelevant, Text),
    ("ca_id", Irrelevant, Text),
    ("revocation", Irrelevant, OneOf(REVOCATION)),
];

/// What a child section takes.
pub(super) const CHILD: &[Setting] = &[
    ("local_ts", Understood, Text),
    ("remote_ts", Understood, Text),
    ("esp_proposals", Understood, Text),
    ("ah_proposals", Understood, Text),
    ("mode", Understood, Text),
    ("start_action", Understood, OneOf(ACTIONS)),
    ("rekey_time", Understood, Time),
    ("life_time", Understood, Time),
    ("rekey_bytes", Understood, Volume),
    ("life_bytes", Understood, Volume),
    ("sha256_96", Unmodelled, Switch),
    ("label", Unmodelled, Text),
    ("label_mode", Unmodelled, OneOf(LABEL_MODE)),
    ("rand_time", Irrelevant, Time),
    ("rand_bytes", Irrelevant, Volume),
    ("rekey_packets", Irrelevant, Number),
    ("life_packets", Irrelevant, Number),
    ("rand_packets", Irrelevant, Number),
    ("updown", Irrelevant, Text),
    ("hostaccess", Irrelevant, Switch),
    ("policies", Irrelevant, Switch),
    ("policies_fwd_out", Irrelevant, Switch),
    ("dpd_action", Irrelevant, OneOf(ACTIONS)),
    // Compression is used where both ends offer it, and is no reason to refuse.
    ("ipcomp", Irrelevant, Switch),
    ("inactivity", Irrelevant, Time),
    ("reqid", Irrelevant, Number),
    ("priority", Irrelevant, Number),
    ("interface", Irrelevant, Text),
    ("mark_in", Irrelevant, Text),
    ("mark_in_sa", Irrelevant, Switch),
    ("mark_out", Irrelevant, Text),
    ("set_mark_in", Irrelevant, Text),
    ("set_mark_out", Irrelevant, Text),
    ("if_id_in", Irrelevant, Text),
    ("if_id_out", Irrelevant, Text),
    ("tfc_padding", Irrelevant, Text),
    ("replay_window", Irrelevant, Number),
    ("hw_offload", Irrelevant, OneOf(HW_OFFLOAD)),
    ("copy_df", Irrelevant, Switch),
    ("copy_ecn", Irrelevant, Switch),
    ("copy_dscp", Irrelevant, OneOf(COPY_DSCP)),
    ("per_cpu_sas", Irrelevant, OneOf(PER_CPU_SAS)),
    ("close_action", Irrelevant, OneOf(ACTIONS)),
];
