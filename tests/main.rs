//! The tests that look at ikelint from outside, in one binary.

mod cases;
mod examples;
mod pairs;
mod rules;
mod verdicts;
