//! The JSON report, whole.

use super::*;

#[test]
fn json_keeps_the_contract() {
    let text = render(&different_keys(), Format::Json, Look::default()).unwrap();
    let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    insta::assert_snapshot!(text, @r#"
    {
      "schema": "ikelint.report.v1",
      "tool": {
        "name": "ikelint",
        "version": "VERSION"
      },
      "inputs": [
        {
          "file": "hq.cfg",
          "status": "device",
          "reason": null
        },
        {
          "file": "br.cfg",
          "status": "device",
          "reason": null
        }
      ],
      "devices": [
        {
          "name": "hq",
          "file": "hq.cfg",
          "platform": "none",
          "version": null,
          "assumed_release": null,
          "complete": true,
          "coverage": {
            "vpn_lines": 4,
            "understood": 3,
            "irrelevant": 0,
            "unmodelled": 0,
            "unrecognised": 1
          }
        },
        {
          "name": "br",
          "file": "br.cfg",
          "platform": "none",
          "version": null,
          "assumed_release": null,
          "complete": false,
          "coverage": {
            "vpn_lines": 4,
            "understood": 3,
            "irrelevant": 0,
            "unmodelled": 0,
            "unrecognised": 1
          }
        }
      ],
      "tunnels": [
        {
          "id": "hq:? <> br:?",
          "ends": [
            {
              "device": "hq",
              "file": "hq.cfg",
              "line": null,
              "name": "none",
              "kind": "none",
              "address": null,
              "peer": null,
              "rank": 0,
              "behind_nat": null,
              "matched_by": "one address"
            },
            {
              "device": "br",
              "file": "br.cfg",
              "line": null,
              "name": "none",
              "kind": "none",
              "address": null,
              "peer": null,
              "rank": 0,
              "behind_nat": null,
              "matched_by": "one address"
            }
          ],
          "ike_version": 1,
          "verdict": "stalls",
          "traffic": [
            "unknown",
            "unknown"
          ],
          "traffic_reasons": [
            [
              {
                "end": 0,
                "file": null,
                "line": null,
                "reason": "whether the tunnel comes up",
                "open": "tunnel",
                "logs": []
              }
            ],
            [
              {
                "end": 1,
                "file": null,
                "line": null,
                "reason": "whether the tunnel comes up",
                "open": "tunnel",
                "logs": []
              }
            ]
          ],
          "directions": [
            {
              "initiator": 0,
              "outcome": "stalls",
              "ike_version": 1,
              "phase": 1,
              "exchange": "main-mode",
              "message": "MM5",
              "refused_by": "responder",
              "cause": "psk-mismatch",
              "notify": null,
              "states": [
                null,
                null
              ],
              "states_after": [
                null,
                null
              ],
              "evidence": [
                [],
                []
              ],
              "missing": [],
              "attempts": [
                {
                  "ike_version": 1,
                  "outcome": "stalls",
                  "message": "MM5",
                  "cause": "psk-mismatch"
                }
              ],
              "children": []
            },
            {
              "initiator": 1,
              "outcome": "stalls",
              "ike_version": 1,
              "phase": 1,
              "exchange": "main-mode",
              "message": "MM5",
              "refused_by": "responder",
              "cause": "psk-mismatch",
              "notify": null,
              "states": [
                null,
                null
              ],
              "states_after": [
                null,
                null
              ],
              "evidence": [
                [],
                []
              ],
              "missing": [],
              "attempts": [
                {
                  "ike_version": 1,
                  "outcome": "stalls",
                  "message": "MM5",
                  "cause": "psk-mismatch"
                }
              ],
              "children": []
            }
          ],
          "findings": [
            "f1"
          ],
          "stand_in": null
        }
      ],
      "unpaired": [],
      "findings": [
        {
          "id": "f1",
          "rule": "psk-mismatch",
          "code": "IKE105",
          "severity": "error",
          "certainty": "certain",
          "phase": 1,
          "direction": null,
          "tunnel": "hq:? <> br:?",
          "message": "the pre-shared keys differ",
          "help": "Set the same key on both ends.",
          "sources": [
            "RFC 2409 section 5.4",
            "RFC 7296 section 2.15",
            "Cisco, IPsec troubleshooting: understanding and using debug commands (document 5409)"
          ],
          "fingerprint": "d6cf62f8d892f669",
          "suppressed": null,
          "labels": [
            {
              "file": "hq.cfg",
              "line": 4,
              "column": 2,
              "end_line": 4,
              "end_column": 40,
              "primary": true,
              "message": "the key of hq"
            },
            {
              "file": "br.cfg",
              "line": 2,
              "column": 15,
              "end_line": 2,
              "end_column": 24,
              "primary": false,
              "message": "the key of br"
            }
          ],
          "fixes": [
            {
              "device": "hq",
              "commands": [
                "tunnel-group 198.51.100.2 ipsec-attributes"
              ],
              "edits": [],
              "verified": false
            }
          ]
        }
      ],
      "summary": {
        "devices": 2,
        "tunnels": 1,
        "establishes": 0,
        "one_way": 0,
        "fails_at_rekey": 0,
        "stalls": 1,
        "undetermined": 0,
        "errors": 1,
        "warnings": 0,
        "infos": 0,
        "suppressed": 0
      },
      "refusal": null
    }
    "#);
}
