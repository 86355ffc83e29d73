//! The tests that look at ikelint from outside, in one binary.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on says so and fails"
)]
// Clippy tells tests by this attribute, and allows them to panic and to print; see `clippy.toml`.
#![cfg(test)]

mod cases;
mod corpus;
mod examples;
mod fixtures;
mod pairs;
mod properties;
mod rules;
mod secrets;
mod verdicts;
