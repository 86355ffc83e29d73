//! What the rules about traffic share: the obstacles that packets meet, and the finding for one.

use crate::model::TrafficSelector;
use crate::model::space::Packet;
use crate::negotiation::End;
use crate::rules::context::label;
use crate::rules::{Finding, Rule, Severity, TunnelContext};
use crate::traffic::Obstacle;

/// An obstacle with the end whose packets meet it.
pub(super) struct Met<'a> {
    /// The end that sends the packets.
    pub(super) sender: End,
    /// What they meet.
    pub(super) obstacle: &'a Obstacle,
}

/// Every obstacle that the packets of either end meet.
pub(super) fn met<'a>(cx: &TunnelContext<'a>) -> Vec<Met<'a>> {
    let of =
        |sender: End| cx.tunnel.journeys[sender.index()].obstacles.iter().map(move |obstacle| Met { sender, obstacle });
    End::BOTH.into_iter().flat_map(of).collect()
}

/// What the packets of either end perhaps meet.
pub(super) fn suspected<'a>(cx: &TunnelContext<'a>) -> Vec<Met<'a>> {
    let of =
        |sender: End| cx.tunnel.journeys[sender.index()].suspected.iter().map(move |obstacle| Met { sender, obstacle });
    End::BOTH.into_iter().flat_map(of).collect()
}

impl Met<'_> {
    /// The packets, seen from their sender.
    pub(super) fn selector(&self) -> &TrafficSelector {
        &self.obstacle.asked.selector
    }

    /// All that meets it, with those packets first.
    pub(super) fn selectors(&self) -> Vec<TrafficSelector> {
        let more = self.obstacle.more.iter().filter(|more| *more != self.selector());
        [self.selector()].into_iter().chain(more).cloned().collect()
    }

    /// An error at the line that proves it, with the line of what is protected beside it.
    pub(super) fn error(
        &self,
        cx: &TunnelContext<'_>,
        rule: &'static Rule,
        message: impl Into<String>,
        at: impl Into<String>,
    ) -> Finding {
        let selector = self.selector();
        let verb = if self.obstacle.asked.routed { "would carry" } else { "protects" };
        let note = format!("{} {verb} {selector}", cx.name(self.sender));
        Finding::new(rule, Severity::Error, message, label(self.obstacle.at, at))
            .label(self.obstacle.asked.span, note)
            .values([cx.name(self.obstacle.end).to_owned(), selector.to_string()])
    }

    /// ", for example 10.1.0.1 to 10.2.0.1": one of the packets.
    pub(super) fn example(&self) -> String {
        self.obstacle.example.map_or_else(String::new, |packet| format!(", for example {}", words(&packet)))
    }
}

fn words(packet: &Packet) -> String {
    format!("{} to {}", packet.source, packet.destination)
}
