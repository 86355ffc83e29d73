//! The lab: two real IKE daemons (strongSwan's charon, or libreswan's pluto) negotiate what ikelint judges, and have to
//! come to the same end.
//!
//! `cargo test --test lab -- [--libreswan] [--pairs N] [--first N] [--seed S] [--daemons N] [--record FILE] [--require]`,
//! as root, on Debian. It makes network namespaces for the daemons and touches nothing outside them. Where it cannot run, it says so
//! and passes, unless `--require` is given.

// Clippy tells tests by this attribute; see `clippy.toml`.
#![cfg(test)]

mod bench;
mod case;
mod charon;
mod daemon;
mod fault;
#[path = "../generated"]
#[expect(dead_code, reason = "the integration tests write more faults")]
mod generated {
    pub(crate) mod settings;
    pub(crate) mod write;
}
mod implementation;
mod install;
mod judgement;
mod libreswan;
mod namespace;
mod observe;
mod options;
mod pluto;
mod pluto_behaviour;
mod pluto_log;
mod random;
mod run;
mod site;
mod trial;
#[expect(dead_code, reason = "the integration tests ask for more")]
mod vendor;
mod vici;

use std::process::ExitCode;

use crate::options::Options;

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(error) => {
            println!("{error}");
            return ExitCode::from(2);
        }
    };
    let implementation = match install::prepare(options.libreswan) {
        Ok(implementation) => implementation,
        Err(reason) => {
            println!("skipped: {reason}");
            return if options.require { ExitCode::FAILURE } else { ExitCode::SUCCESS };
        }
    };
    match run::run(&options, &implementation) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("the lab failed: {error}");
            ExitCode::FAILURE
        }
    }
}
