//! The tests that look at ikelint from outside, in one binary.

mod cases;
mod corpus;
mod examples;
mod fixtures;
mod pairs;
mod properties;
mod rules;
mod secrets;
mod verdicts;
