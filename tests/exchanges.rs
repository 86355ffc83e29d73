//! The exchanges of IKEv2 beyond the first two messages of each: the group that a request guesses, children that have a
//! CREATE_CHILD_SA of their own, and new keys.

use ikelint::check::Check;
use ikelint::report::Look;
use ikelint::report::ladder::{Format, render};
use serde_json::Value;

use crate::pairs::{Edit, check_edited, in_a, in_b};

/// The steps of the end that begins, in the order of the exchange.
fn steps(check: &Check, end: usize) -> Vec<Value> {
    let look = Look { colour: false, unicode: true, utf8: true, width: 100 };
    let trace: Value = serde_json::from_str(&render(check, Format::Json, look).unwrap()).unwrap();
    trace["tunnels"][0]["directions"][end]["attempts"][0]["steps"].as_array().cloned().unwrap_or_default()
}

/// The payloads of one kind of a step.
fn payloads(step: &Value, kind: &str) -> Vec<String> {
    let own = step["carries"].as_array().into_iter().flatten().filter(|payload| payload["kind"] == kind);
    own.map(|payload| payload["value"].as_str().unwrap_or_default().to_owned()).collect()
}

fn messages(steps: &[Value]) -> Vec<&str> {
    steps.iter().filter_map(|step| step["message"].as_str()).collect()
}

/// For each platform how end A writes two groups, the first of which end B does not have.
const TWO_GROUPS: [(&str, Edit, bool); 4] = [
    ("asa-ikev2", in_a(" group 14\n", " group 20 14\n"), false),
    ("ios-ikev2", in_a(" group 14\n", " group 20 14\n"), false),
    ("panos-ikev2", in_a("IKE dh-group group14", "IKE dh-group [ group20 group14 ]"), true),
    ("swanctl-ikev2", in_a("-modp2048", "-ecp384-modp2048"), true),
];

#[test]
fn a_wrong_guess_is_answered_by_the_group_that_the_other_end_takes() {
    for (name, edit, documented) in TWO_GROUPS {
        for (other, ..) in TWO_GROUPS {
            let check = check_edited([name, other], &[edit]);
            let steps = steps(&check, 0);
            let begin = [
                "IKE_SA_INIT request",
                "IKE_SA_INIT response",
                "IKE_SA_INIT request",
                "IKE_SA_INIT response",
                "IKE_AUTH request",
            ];
            assert_eq!(messages(&steps)[..5], begin, "{name} {other}");
            let groups: Vec<Vec<String>> = steps[..4].iter().map(|step| payloads(step, "key-exchange")).collect();
            assert_eq!(groups, [vec!["group 20"], vec![], vec!["group 14"], vec!["group 14"]], "{name} {other}");
            assert_eq!(payloads(&steps[1], "notify"), ["INVALID_KE_PAYLOAD group 14"], "{name} {other}");
            assert_eq!(steps[0]["guess"]["documented"], documented, "{name} {other}");
            assert_eq!(steps[0]["guess"]["group"], 20, "{name} {other}");
            assert_eq!(steps[2]["guess"], Value::Null, "{name} {other}");
        }
    }
}

/// The end with one group begins with it, and is understood at once.
#[test]
fn an_end_with_one_group_guesses_nothing() {
    for (name, edit, _) in TWO_GROUPS {
        let check = check_edited([name, "asa-ikev2"], &[edit]);
        assert_eq!(
            messages(&steps(&check, 1))[..3],
            ["IKE_SA_INIT request", "IKE_SA_INIT response", "IKE_AUTH request"]
        );
    }
}

/// A request that nobody answers, or that is refused for its proposals, is not made again.
#[test]
fn nothing_is_guessed_where_the_first_request_stops() {
    let edits = [in_a(" group 14\n", " group 20 14\n"), in_b("proposals = aes256", "proposals = aes128")];
    let steps = steps(&check_edited(["asa-ikev2", "swanctl-ikev2"], &edits), 0);
    assert_eq!(messages(&steps), ["IKE_SA_INIT request"]);
}

const SECOND_CHILD: [Edit; 2] = [
    in_a(
        " permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255\n",
        " permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255\n permit ip 10.3.0.0 0.0.0.255 10.2.0.0 0.0.0.255\n",
    ),
    in_b(
        "route outside 0.0.0.0",
        "access-list VPN extended permit ip 10.2.0.0 255.255.255.0 10.3.0.0 255.255.255.0\nroute outside 0.0.0.0",
    ),
];

const PFS: [Edit; 2] = [
    in_a(" set transform-set TS\n", " set transform-set TS\n set pfs group20\n"),
    in_b("10 set peer", "10 set pfs group20\ncrypto map outside_map 10 set peer"),
];

/// The first child has no group of its own in IKE_AUTH; a further one, and the rekey of the first, have.
#[test]
fn further_children_and_new_keys_bring_the_group_of_pfs() {
    let edits = [SECOND_CHILD, PFS].concat();
    let check = check_edited(["ios-ikev2", "asa-ikev2"], &edits);
    for (end, children) in [["VPN 10 entry 1", "VPN 10 entry 2"], ["outside_map 10 entry 1", "outside_map 10 entry 2"]]
        .into_iter()
        .enumerate()
    {
        let steps = steps(&check, end);
        let is_create = |step: &&Value| step["exchange"] == "create-child-sa";
        let told: Vec<_> = steps
            .iter()
            .filter(is_create)
            .map(|step| (step["child"].as_str(), step["rekey"] == true, payloads(step, "pfs")))
            .collect();
        let group = || vec!["group 20".to_owned()];
        let further = (Some(children[1]), false, group());
        let new_keys = (Some(children[0]), true, group());
        let of_ike_sa = (None, true, Vec::new());
        assert_eq!(told, [further.clone(), further, new_keys.clone(), new_keys, of_ike_sa.clone(), of_ike_sa]);
        let in_auth = steps.iter().filter(|step| step["exchange"] == "ike-auth");
        assert!(in_auth.flat_map(|step| payloads(step, "pfs")).next().is_none());
        let up: Vec<&Value> = steps.iter().flat_map(|step| step["establishes"].as_array().unwrap()).collect();
        assert_eq!(up, ["ike-sa", "child-sa", "child-sa"]);
    }
}

/// With another group at the other end the first child comes up, and its new keys and every further child are refused.
#[test]
fn without_a_group_in_common_every_create_child_sa_stops() {
    let edits = [SECOND_CHILD.as_slice(), &PFS[..1]].concat();
    let check = check_edited(["ios-ikev2", "asa-ikev2"], &edits);
    for end in [0, 1] {
        let steps = steps(&check, end);
        let stopped: Vec<_> = steps
            .iter()
            .filter(|step| !step["stop"].is_null())
            .map(|step| (step["message"].as_str().unwrap_or_default(), step["rekey"] == true))
            .collect();
        let request = "CREATE_CHILD_SA request";
        assert_eq!(stopped, [(request, false), (request, true)]);
    }
}

/// strongSwan asks for all selectors of a child section at once.
#[test]
fn selectors_of_one_section_travel_in_one_request() {
    let edits = [
        in_a("local_ts = 10.1.0.0/24", "local_ts = 10.1.0.0/24, 10.3.0.0/24"),
        in_b("remote_ts = 10.1.0.0/24", "remote_ts = 10.1.0.0/24, 10.3.0.0/24"),
    ];
    let steps = steps(&check_edited(["swanctl-ikev2", "swanctl-ikev2"], &edits), 0);
    let auth = steps.iter().find(|step| step["message"] == "IKE_AUTH request").unwrap();
    assert_eq!(payloads(auth, "traffic-selectors").len(), 2);
    let further = steps.iter().filter(|step| step["exchange"] == "create-child-sa" && step["rekey"] == false);
    assert_eq!(further.count(), 0);
}
