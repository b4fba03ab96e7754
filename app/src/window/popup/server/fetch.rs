//! Fetching events from the server: a search, and what of it is wanted.

use std::collections::BTreeSet;

use egui::{
    Button, Key, RichText, ScrollArea, TextStyle, Ui, WidgetInfo, WidgetType, text::LayoutJob, vec2,
};

use super::{
    super::dialog::{heading, primary, room_for_list, row, secondary},
    field, soft,
};
use crate::{
    misp::{EventFilter, EventHead, FilterError, check_date},
    state::{Command, ServerCommand, State},
    window::{
        controls::{Commands, count_words, size_words, tick},
        theme::Colours,
    },
};

/// The height of a hit, in points.
const ROW: f32 = 40.0;

/// What stands around the list of hits, in points.
const AROUND: f32 = 380.0;
/// What a line about a mistake takes.
const MISTAKE: f32 = 20.0;
/// How many lines tell of what did not come; the tip has all of it.
const MISSING_LINES: usize = 4;

/// What is typed and marked.
#[derive(Debug, Default)]
pub(super) struct FetchForm {
    ids: String,
    tags: String,
    info: String,
    value: String,
    attribute_type: String,
    from: String,
    until: String,
    marked: BTreeSet<usize>,
    attachments: bool,
    /// Whether a search was tried with what cannot be meant.
    tried: bool,
    /// What was searched for last: a refusal is about that.
    searched: Option<EventFilter>,
    /// How many hits the marks are about.
    of: Option<usize>,
    /// The fetch that failed last of which the marks were taken over.
    unfetched: u64,
}

impl FetchForm {
    /// The marks are gone with the question; those of a fetch that failed come back with it.
    pub(super) fn forget(&mut self) {
        self.unmark();
        self.unfetched = 0;
    }

    /// The marks belong to one search.
    fn unmark(&mut self) {
        self.marked.clear();
    }

    fn filter(&self) -> EventFilter {
        let (ids, uuids) = parts(&self.ids)
            .into_iter()
            .partition(|text| is_number(text));
        EventFilter {
            ids,
            uuids,
            tags: parts(&self.tags),
            info: EventFilter::around(&self.info),
            value: self.value.trim().to_owned(),
            attribute_type: self.attribute_type.trim().to_owned(),
            from: self.from.trim().to_owned(),
            until: self.until.trim().to_owned(),
            published: None,
        }
    }

    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let search = state.servers().search();
        heading(ui, "Fetch events from the server");
        soft(ui, "What is left empty does not narrow the search");
        let mut entered = false;
        let mut field = |ui: &mut Ui, label: &str, text: &mut String, hint: &str| {
            let response = field(ui, label, text, hint);
            entered |= response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
            response
        };
        let first = ui.columns(2, |columns| {
            let [left, right] = columns else { return None };
            let first = field(left, "Text in its title", &mut self.info, "phishing");
            field(right, "Numbers or uuids", &mut self.ids, "12, 17");
            if self.tried
                && let Err(wrong) = numbers(&self.ids)
            {
                mistake(right, &wrong);
            }
            field(
                left,
                "Tags, with ! before those to leave out",
                &mut self.tags,
                "tlp:red, !tlp:white",
            );
            field(
                right,
                "Value of an attribute",
                &mut self.value,
                "203.0.113.7",
            );
            field(
                left,
                "Type of an attribute",
                &mut self.attribute_type,
                "ip-dst",
            );
            right.columns(2, |dates| {
                if let [from, until] = dates {
                    for (ui, label, text, hint) in [
                        (from, "From date", &mut self.from, "2026-11-01"),
                        (until, "Until date", &mut self.until, "2026-11-30"),
                    ] {
                        field(ui, label, text, hint);
                        if self.tried
                            && let Err(wrong) = check_date(text.trim())
                        {
                            mistake(ui, &wrong.to_string());
                        }
                    }
                }
            });
            Some(first)
        });
        if let Some(first) = first
            && ui.memory(|memory| memory.focused().is_none())
        {
            first.request_focus();
        }
        let by_button = ui
            .horizontal(|ui| {
                let button = Button::new("Search").min_size(vec2(84.0, 28.0));
                let pressed = ui.add_enabled(!search.busy, button).clicked();
                if search.busy {
                    ui.spinner();
                }
                pressed
            })
            .inner;
        if by_button || (entered && !search.busy) {
            let filter = self.filter();
            self.tried = filter.check().is_err();
            if !self.tried {
                self.unmark();
                self.searched = Some(filter.clone());
                out.push(Command::Server(ServerCommand::Search(Box::new(filter))));
            }
        }
        let colours = Colours::of(ui.visuals());
        let above = ui.min_rect().bottom();
        if let Some(unfetched) = &search.unfetched {
            if self.unfetched != unfetched.number {
                self.unfetched = unfetched.number;
                self.marked = unfetched.places.iter().copied().collect();
                let found = search.found.as_ref().and_then(|found| found.as_ref().ok());
                self.of = found.map(|found| found.len());
            }
            mistake(ui, &unfetched.why);
        }
        if search.unreadable > 0 {
            let events = count_words(search.unreadable, "event");
            let words = format!("{events} that came could not be read and cannot be listed");
            ui.label(RichText::new(words).color(colours.warning));
        }
        match &search.found {
            None => {}
            Some(Err(_)) if self.searched.as_ref() != Some(&self.filter()) => {}
            Some(Err(error)) => {
                ui.label(RichText::new(error).color(colours.error_text));
            }
            Some(Ok(found)) if found.is_empty() => match search.missing.is_empty() {
                true => {
                    ui.label("No event fits. Leave a field empty, or use % for any text");
                }
                false => missing(ui, &search.missing),
            },
            Some(Ok(found)) => {
                if !search.missing.is_empty() {
                    missing(ui, &search.missing);
                }
                let lines = ui.min_rect().bottom() - above;
                ui.scope(|ui| self.hits(ui, found, search.more, lines));
            }
        }
        self.actions(ui, state, out);
    }

    fn hits(&mut self, ui: &mut Ui, found: &[EventHead], more: bool, lines: f32) {
        if self.of != Some(found.len()) {
            self.of = Some(found.len());
            self.unmark();
        }
        ui.horizontal(|ui| {
            let words = match more {
                true => format!("The first {} events", found.len()),
                false => count_words(found.len(), "event"),
            };
            ui.strong(words);
            if ui.button("Mark all").clicked() {
                self.marked = (0..found.len()).collect();
            }
            if ui.button("Mark none").clicked() {
                self.unmark();
            }
        });
        // The buttons below stay whole, however low the window is.
        ui.spacing_mut().item_spacing.y = 0.0;
        let mistakes = if self.tried { 2.0 * MISTAKE } else { 0.0 };
        let height = room_for_list(ui, AROUND + mistakes + lines).clamp(ROW, 360.0);
        ScrollArea::vertical()
            .id_salt("hits")
            .max_height(height)
            .auto_shrink([false, true])
            .show_rows(ui, ROW, found.len(), |ui, rows| {
                for place in rows {
                    if let Some(head) = found.get(place) {
                        self.hit(ui, place, head);
                    }
                }
            });
    }

    fn hit(&mut self, ui: &mut Ui, place: usize, head: &EventHead) {
        let colours = Colours::of(ui.visuals());
        ui.allocate_ui(vec2(ui.available_width(), ROW), |ui| {
            ui.set_min_height(ROW);
            ui.horizontal(|ui| {
                let mut marked = self.marked.contains(&place);
                let response = tick(ui, &mut marked, "", true);
                response.widget_info(|| {
                    let name = format!("Event {}, {}", head.id, head.info);
                    WidgetInfo::selected(WidgetType::Checkbox, true, marked, name)
                });
                if response.clicked() {
                    if marked {
                        self.marked.insert(place);
                    } else {
                        self.marked.remove(&place);
                    }
                }
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 1.0;
                    let name = RichText::new(&head.info).color(colours.text);
                    ui.add(egui::Label::new(name).truncate());
                    let attributes = usize::try_from(head.attributes).unwrap_or(usize::MAX);
                    let mut facts = format!(
                        "{} · {} · {} · about {}",
                        head.id,
                        head.date,
                        count_words(attributes, "attribute"),
                        size_words(head.estimated_bytes())
                    );
                    if !head.tags.is_empty() {
                        facts = format!("{facts} · {}", head.tags.join(", "));
                    }
                    let facts = RichText::new(facts).size(12.0).color(colours.soft_text);
                    ui.add(egui::Label::new(facts).truncate());
                });
            });
        });
    }

    fn actions(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let found = match &state.servers().search().found {
            Some(Ok(found)) => &found[..],
            _ => &[],
        };
        let marked: Vec<usize> = self.marked.iter().copied().collect();
        let bytes: u64 = marked
            .iter()
            .filter_map(|place| found.get(*place))
            .map(EventHead::estimated_bytes)
            .sum();
        if !found.is_empty() {
            let tip = "Malware samples and other files inside of the events. The server does not tell how large they are";
            tick(
                ui,
                &mut self.attachments,
                "With contents of attachments",
                true,
            )
            .on_hover_text(tip);
        }
        let text = match marked.len() {
            0 => "Fetch".to_owned(),
            count => format!(
                "Fetch {}, about {}{}",
                count_words(count, "event"),
                size_words(bytes),
                if self.attachments {
                    " and what is attached"
                } else {
                    ""
                }
            ),
        };
        row(ui, |ui| {
            let fetch = primary(ui, &text);
            let fetch = ui.add_enabled(!marked.is_empty(), fetch);
            let fetch = fetch.on_disabled_hover_text("Search, then mark the events you want");
            if fetch.clicked() {
                out.push(Command::Server(ServerCommand::FetchEvents(
                    marked,
                    self.attachments,
                )));
            }
            if ui.add(secondary("Close")).clicked() {
                out.push(Command::CloseDialog);
            }
        });
    }
}

/// What is between commas.
fn parts(text: &str) -> Vec<String> {
    let parts = text.split(',').map(str::trim).map(str::to_owned);
    parts.filter(|part| !part.is_empty()).collect()
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|sign| sign.is_ascii_digit())
}

/// Whether all of them are numbers or uuids; else what is not, in words.
fn numbers(text: &str) -> Result<(), String> {
    let (ids, uuids) = parts(text).into_iter().partition(|text| is_number(text));
    let filter = EventFilter {
        ids,
        uuids,
        ..EventFilter::default()
    };
    filter.check().map_err(|wrong| match wrong {
        FilterError::Uuid(text) => format!("“{text}” is neither a number nor a uuid"),
        other => other.to_string(),
    })
}

/// What was asked for by its number or uuid and did not come.
fn missing(ui: &mut Ui, missing: &[String]) {
    let colours = Colours::of(ui.visuals());
    let list = missing.join(", ");
    let words = format!("Not on the server, or not to be seen with this key: {list}");
    let mut job = LayoutJob::simple(
        words,
        TextStyle::Body.resolve(ui.style()),
        colours.error_text,
        ui.available_width(),
    );
    job.wrap.max_rows = MISSING_LINES;
    ui.label(job).on_hover_text(list);
}

/// What is wrong with the field above.
fn mistake(ui: &mut Ui, words: &str) {
    let colours = Colours::of(ui.visuals());
    ui.label(RichText::new(words).size(12.5).color(colours.error_text));
}
