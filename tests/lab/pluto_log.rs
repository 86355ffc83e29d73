//! What the log of pluto tells, as events.
//!
//! With `--debug base` pluto writes a heading for every message that it makes or reads, a line for each field of it
//! (`|    exchange type: ISAKMP_v2_IKE_AUTH (0x23)`), and a heading for each payload, also of those that travel
//! encrypted (`| ****emit IKEv2 Authentication Payload:`).

use crate::observe::{Event, Exchange, Line, Way};

/// The names of the exchanges in pluto's log.
const EXCHANGES: &[(&str, Exchange)] = &[
    ("ISAKMP_XCHG_IDPROT", Exchange::MainMode),
    ("ISAKMP_XCHG_AGGR", Exchange::AggressiveMode),
    ("ISAKMP_XCHG_QUICK", Exchange::QuickMode),
    ("ISAKMP_v2_IKE_SA_INIT", Exchange::SaInit),
    ("ISAKMP_v2_IKE_AUTH", Exchange::Auth),
    ("ISAKMP_v2_CREATE_CHILD_SA", Exchange::CreateChild),
];

/// The payloads that tell something, with their names in what is observed.
const PAYLOADS: &[(&str, &str)] = &[
    ("IKEv2 Security Association Payload:", "SA"),
    ("IKEv2 Authentication Payload:", "AUTH"),
    ("Notify Message Type: v2N_INVALID_KE_PAYLOAD", "N(INVAL_KE)"),
];

/// A message of which the log has begun to tell.
struct Open {
    exchange: Option<Exchange>,
    is_response: bool,
    payloads: Vec<String>,
}

/// Reads the log line by line. An answer is made while the request is still being read.
#[derive(Default)]
pub(crate) struct Reader {
    made: Option<Open>,
    read: Option<Open>,
    /// Which of the two began last.
    makes: bool,
}

impl Reader {
    /// What a line tells. Lines for debugging are kept only where they tell something.
    ///
    /// A packet counts where pluto sends one: an end that says nothing at all has not answered, whatever it took in.
    pub(crate) fn read(&mut self, text: String) -> Option<Line> {
        let (_, rest) = text.split_once(": ")?;
        let Some(detail) = rest.strip_prefix("| ") else { return Some(Line { text, events: Vec::new() }) };
        let events = self.detail(detail.trim_start());
        (!events.is_empty()).then_some(Line { text, events })
    }

    fn detail(&mut self, detail: &str) -> Vec<Event> {
        let heading = detail.trim_start_matches('*');
        match heading {
            "emit ISAKMP Message:" => (self.made, self.makes) = (Some(Open::new()), true),
            "parse ISAKMP Message:" => (self.read, self.makes) = (Some(Open::new()), false),
            _ if detail.starts_with("sending ") && detail.contains(" bytes for ") => {
                let message = self.made.take().and_then(|open| open.event(Way::Generated));
                return message.into_iter().chain([Event::Packet]).collect();
            }
            // The last line about a packet that came in.
            _ if detail.contains("for (process_iface_packet()") => {
                return self.read.take().and_then(|open| open.event(Way::Parsed)).into_iter().collect();
            }
            _ if detail.starts_with("pstats #") && detail.ends_with(" established") => {
                return established(detail).into_iter().collect();
            }
            _ => {
                let open = if self.makes { &mut self.made } else { &mut self.read };
                open.iter_mut().for_each(|open| open.add(detail, heading));
            }
        }
        Vec::new()
    }
}

impl Open {
    fn new() -> Self {
        Self { exchange: None, is_response: false, payloads: Vec::new() }
    }

    fn add(&mut self, detail: &str, heading: &str) {
        let payload = heading.strip_prefix("emit ").or_else(|| heading.strip_prefix("parse ")).unwrap_or(heading);
        if let Some(name) = detail.strip_prefix("exchange type: ") {
            let named = |(own, _): &&(&str, Exchange)| name.split_once(' ').is_some_and(|(name, _)| name == *own);
            self.exchange = EXCHANGES.iter().find(named).map(|(_, exchange)| *exchange);
        } else if detail.starts_with("flags: ") {
            self.is_response |= detail.contains("ISAKMP_FLAG_v2_MSG_RESPONSE");
        } else if let Some((_, payload)) = PAYLOADS.iter().find(|(own, _)| payload.starts_with(own)) {
            self.payloads.push((*payload).to_owned());
        }
    }

    fn event(self, way: Way) -> Option<Event> {
        let Self { exchange, is_response, payloads } = self;
        Some(Event::Message { way, exchange: exchange?, is_response, payloads })
    }
}

/// Reads `pstats #2 ikev2.child established`.
fn established(detail: &str) -> Option<Event> {
    match detail.split_whitespace().nth(2)? {
        "ikev1.isakmp" | "ikev2.ike" => Some(Event::IkeUp),
        "ikev1.ipsec" | "ikev2.child" => Some(Event::ChildUp),
        _ => None,
    }
}
