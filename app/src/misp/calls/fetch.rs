//! Fetching many events whole: in portions of bounded size, a few at once, in the order asked for.

use std::collections::HashSet;

use futures_util::{StreamExt as _, stream};
use misp_flow_engine::value::Value;

use super::super::{Cause, Client, Refusal, request::Call};
use super::events::{EventFilter, EventHead};

/// How much is asked for at once, in bytes and in events.
const PORTION_BYTES: u64 = 4 << 20;
const PORTION_EVENTS: usize = 50;
/// How many portions are under way.
const AT_ONCE: usize = 3;

/// One fetched event.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The number that the server gave it.
    pub id: String,
    /// The event as a trigger hands it over: `{"Event": {…}}`.
    pub event: Value,
}

/// What a fetch came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FetchedEvents {
    /// How many came.
    pub fetched: usize,
    /// The numbers of those that did not: deleted meanwhile, or not for this key.
    pub missing: Vec<String>,
    /// The numbers of those whose answer is larger than what is read.
    pub too_large: Vec<String>,
    /// The numbers of those that did not come where something came that could not be read.
    pub unreadable: Vec<String>,
}

impl Client {
    /// Fetches these events whole, and hands each to `take` as soon as it is there. What was taken
    /// stays taken when a later one fails. No more than a few portions of 4 MB are held at once, or
    /// what is attached to them; a portion that is too large with that comes in smaller ones, down
    /// to single events.
    ///
    /// # Errors
    /// As all calls; [`Cause::Cancelled`] where somebody gave up in between.
    pub async fn fetch_events(
        &self,
        heads: &[EventHead],
        attachments: bool,
        mut take: impl FnMut(Fetched),
    ) -> Result<FetchedEvents, Refusal> {
        let portions = stream::iter(portions(heads))
            .map(|portion| self.fetch_portion(portion, attachments))
            .buffered(AT_ONCE);
        let mut portions = std::pin::pin!(portions);
        let mut done = FetchedEvents::default();
        while let Some((asked, came)) = portions.next().await {
            let mut came = Some(came);
            // What is still to be asked for of this portion, the first last.
            let mut parts = vec![asked];
            while let Some(part) = parts.pop() {
                let events = match came.take() {
                    Some(came) => came,
                    None => self.fetch_portion(part, attachments).await.1,
                };
                match events {
                    Ok((events, broken)) => {
                        self.hand_over(part, (events, broken), &mut done, &mut take)?
                    }
                    Err(refusal) if matches!(refusal.cause, Cause::TooLarge { .. }) => match part {
                        [one] => done.too_large.push(one.id.clone()),
                        several => {
                            let (first, second) = several.split_at(several.len() / 2);
                            parts.extend([second, first]);
                        }
                    },
                    Err(refusal) => return Err(refusal),
                }
            }
        }
        Ok(done)
    }

    fn hand_over(
        &self,
        asked: &[EventHead],
        (events, broken): (Vec<Value>, usize),
        done: &mut FetchedEvents,
        take: &mut impl FnMut(Fetched),
    ) -> Result<(), Refusal> {
        let mut left: HashSet<&str> = asked.iter().map(|head| head.id.as_str()).collect();
        for event in events {
            if self.is_cancelled() {
                let call = Call::get(&["events", "restSearch"]);
                return Err(self.refuse(Cause::Cancelled, &call));
            }
            let id = event.get("Event").and_then(|event| event.get("id"));
            let id = id.map(Value::to_text).unwrap_or_default().into_owned();
            // Some servers ignore what they are searched for.
            if left.remove(id.as_str()) {
                done.fetched += 1;
                take(Fetched { id, event });
            }
        }
        let missing = asked.iter().filter(|head| left.contains(head.id.as_str()));
        let missing = missing.map(|head| head.id.clone());
        match broken {
            0 => done.missing.extend(missing),
            _ => done.unreadable.extend(missing),
        }
        Ok(())
    }

    async fn fetch_portion<'a>(
        &self,
        heads: &'a [EventHead],
        attachments: bool,
    ) -> (&'a [EventHead], Result<(Vec<Value>, usize), Refusal>) {
        let events = match heads {
            [one] => match self.event(&one.id, attachments).await {
                Err(refusal) if matches!(refusal.cause, Cause::NotFound { .. }) => {
                    Ok((Vec::new(), 0))
                }
                other => other.map(|event| (vec![event], 0)),
            },
            several => {
                let filter = EventFilter::ids(several.iter().map(|head| head.id.as_str()));
                let limit = u32::try_from(several.len()).unwrap_or(u32::MAX);
                self.search_whole(&filter, 1, limit, attachments).await
            }
        };
        (heads, events)
    }
}

/// Neighbours that are together not too large.
fn portions(heads: &[EventHead]) -> Vec<&[EventHead]> {
    let mut portions = Vec::new();
    let mut rest = heads;
    while !rest.is_empty() {
        let mut bytes = 0_u64;
        let fits = rest
            .iter()
            .take(PORTION_EVENTS)
            .take_while(|head| {
                bytes = bytes.saturating_add(head.estimated_bytes());
                bytes <= PORTION_BYTES
            })
            .count();
        let (portion, behind) = rest.split_at(fits.clamp(1, rest.len()));
        portions.push(portion);
        rest = behind;
    }
    portions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(id: usize, attributes: u64) -> EventHead {
        EventHead {
            id: id.to_string(),
            uuid: String::new(),
            info: String::new(),
            date: String::new(),
            organisation: String::new(),
            attributes,
            timestamp: None,
            published: false,
            tags: Vec::new(),
        }
    }

    #[test]
    fn portions_are_bounded_and_lose_nothing() {
        let mut heads: Vec<EventHead> = (0..120).map(|id| head(id, 50)).collect();
        heads.insert(60, head(999, 1_000_000));
        let sizes: Vec<usize> = portions(&heads)
            .iter()
            .map(|portion| portion.len())
            .collect();
        assert_eq!(sizes, [50, 10, 1, 50, 10]);
        assert!(portions(&[]).is_empty());
    }
}
