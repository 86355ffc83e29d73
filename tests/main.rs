//! The tests that look at ikelint from outside, in one binary.

// Clippy tells tests by this attribute, and allows them to panic and to print; see `clippy.toml`.
#![cfg(test)]

mod advice;
mod alone;
mod answering;
mod bad_input;
mod behaviour;
mod cases;
mod certificates;
mod contexts;
mod corpus;
mod defaults;
mod diagnose;
mod examples;
mod exchanges;
mod exemptions;
mod facing;
mod families;
mod filters;
mod fixtures;
mod flexvpn;
mod generated;
mod group_policies;
mod hygiene;
mod identities;
mod identity_sweep;
mod ipv6_path;
#[path = "lab/judgement.rs"]
mod judgement;
mod judgements;
mod keys;
mod leased_routes;
mod left_out;
mod liveness;
mod loads;
mod logs;
mod map_order;
mod missing_names;
mod misspelt;
mod nat;
mod outside;
mod own_networks;
mod pairing;
mod pairs;
mod panos_path;
mod panos_sessions;
mod path;
mod path_to_peer;
mod pfs;
mod pix;
mod placeholders;
mod platforms;
#[path = "lab/pluto_behaviour.rs"]
mod pluto_behaviour;
mod post_quantum;
mod properties;
mod public_outputs;
mod ranks;
mod reachable;
mod recorded;
mod references;
mod refused_values;
mod releases;
mod repeated;
mod replay;
mod resolutions;
mod rivals;
mod route_based;
mod routed;
mod rules;
mod secrets;
mod shut_interfaces;
mod sightings;
#[path = "lab/site.rs"]
#[expect(dead_code, reason = "the lab uses all of it")]
mod site;
mod space;
mod states;
mod strongswan;
mod template_variables;
mod tidy;
mod trace;
mod traffic;
mod typed;
#[path = "lab/vendor/mod.rs"]
mod vendor;
mod verdicts;
mod wrappers;
