//! The picker: chosen values as chips, and a field that filters the options and makes new ones.

use std::{rc::Rc, sync::Arc};

use egui::{
    Align2, CornerRadius, FontId, Id, Key, Modifiers, Response, Sense, Stroke, StrokeKind,
    TextEdit, Ui, WidgetInfo, WidgetType, vec2,
};
use egui_phosphor::regular as glyph;
use misp_flow_engine::catalogue::ParamOption;

use super::{
    form::Form,
    label::{Caption, SMALL, Tone, note},
    list::{self, Cursor, Entry, Wish},
    options::{OptionList, Search},
    row::focus_ring,
};
use crate::window::{
    controls::{grouped, one_line},
    theme::Colours,
};

/// From so many options on, the list says how many there are.
const MANY: usize = 50;
/// The most chips before they scroll in a box of their own.
const CHIPS: f32 = 168.0;

/// The one picker whose list is open.
#[derive(Default)]
pub(super) struct Picker {
    open: Option<Id>,
    query: String,
    cursor: Cursor,
    search: Search,
}

impl Picker {
    pub fn close(&mut self) {
        self.open = None;
        self.query.clear();
        self.cursor.reset(None);
    }

    fn open(&mut self, id: Id) {
        if self.open != Some(id) {
            self.close();
            self.open = Some(id);
        }
    }
}

/// A picker with its label.
pub(super) struct PickerField<'a> {
    pub salt: &'a str,
    pub caption: Caption<'a>,
    pub options: &'a Arc<[ParamOption]>,
    pub chosen: &'a [String],
    /// Whether several values may be chosen.
    pub many: bool,
    /// Whether values that are none of the options may be chosen.
    pub create: bool,
    /// Whether the instance lists its options somewhere else.
    pub elsewhere: bool,
    /// Whether the list of problems tells already which values are not offered.
    pub told: bool,
    pub hint: &'a str,
    pub editable: bool,
}

impl PickerField<'_> {
    /// Shows the picker and gives the values chosen now, where the user changed them.
    pub fn show(&self, ui: &mut Ui, form: &mut Form<'_, '_>) -> Option<Vec<String>> {
        let list = form.state.options.of(self.options);
        list.look_for(self.chosen);
        let label = self.caption.show(ui, |_| {});
        let mut changed = self.chips(ui, &list);
        if self.editable {
            changed = self.field(ui, form, &list, label).or(changed);
        } else if self.chosen.is_empty() {
            note(ui, Tone::Plain, "Nothing chosen");
        }
        let foreign = |value: &&String| list.with_value(value).is_none();
        if !self.create && !self.told && self.chosen.iter().any(|value| foreign(&value)) {
            let text = "Values with a sign are not offered by this instance; they are kept";
            note(ui, Tone::Warning, text);
        }
        changed
    }

    fn chips(&self, ui: &mut Ui, list: &OptionList) -> Option<Vec<String>> {
        if self.chosen.is_empty() {
            return None;
        }
        let mut gone = None;
        egui::ScrollArea::vertical()
            .id_salt((self.salt, "chips"))
            .max_height(CHIPS)
            .content_margin(egui::Margin::ZERO)
            .show(ui, |ui| {
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing = vec2(5.0, 5.0);
                    for (place, value) in self.chosen.iter().enumerate() {
                        let option = list.with_value(value);
                        let name = option.map_or(value.as_str(), |option| option.label.as_str());
                        let foreign = option.is_none() && !self.create;
                        let chip = chip(ui, name, foreign, self.editable);
                        let erased = chip.has_focus()
                            && ui.input_mut(|input| {
                                input.consume_key(Modifiers::NONE, Key::Delete)
                                    || input.consume_key(Modifiers::NONE, Key::Backspace)
                            });
                        if self.editable && (chip.clicked() || erased) {
                            gone = Some(place);
                        }
                    }
                });
            });
        gone.map(|gone| self.without(gone))
    }

    fn without(&self, place: usize) -> Vec<String> {
        let mut left = self.chosen.to_vec();
        if place < left.len() {
            left.remove(place);
        }
        left
    }

    /// The field with its list.
    fn field(
        &self,
        ui: &mut Ui,
        form: &mut Form<'_, '_>,
        list: &Rc<OptionList>,
        label: Id,
    ) -> Option<Vec<String>> {
        let id = ui.make_persistent_id(self.salt);
        let focused = ui.memory(|memory| memory.has_focus(id));
        let mut wish = None;
        let mut back = false;
        let picker = &mut form.state.picker;
        if focused && picker.open == Some(id) {
            let count = picker.search.len() + usize::from(self.offers_new(picker, list));
            wish = picker.cursor.keys(ui, count);
        } else if focused
            && ui.input_mut(|input| {
                input.consume_key(Modifiers::NONE, Key::ArrowDown)
                    || input.consume_key(Modifiers::NONE, Key::Enter)
            })
        {
            picker.open(id);
        }
        let mut query = match picker.open {
            Some(open) if open == id => std::mem::take(&mut picker.query),
            _ => String::new(),
        };
        let is_open = picker.open == Some(id);
        if focused && query.is_empty() {
            back = ui.input(|input| input.key_pressed(Key::Backspace));
        }
        let response = ui.add(
            TextEdit::singleline(&mut query)
                .id(id)
                .event_filter(list::keys_of_field(is_open))
                .hint_text(self.hint.to_owned())
                .margin(egui::Margin::symmetric(8, 5))
                .desired_width(f32::INFINITY),
        );
        let response = response.labelled_by(label);
        form.shown(&response);
        let picker = &mut form.state.picker;
        if response.clicked() || response.changed() {
            picker.open(id);
        }
        if picker.open != Some(id) {
            return (back && !self.chosen.is_empty()).then(|| self.without(self.chosen.len() - 1));
        }
        picker.query = query;
        picker.search.update(list, &picker.query);
        if response.changed() {
            let first = usize::from(self.offers_new(picker, list) && picker.search.len() > 0);
            picker
                .cursor
                .reset((!picker.query.trim().is_empty()).then_some(first));
        }
        let shown = self.list(&response, picker, list);
        let wish = shown.clicked.map(Wish::Choose).or(wish);
        if back && !self.chosen.is_empty() {
            return Some(self.without(self.chosen.len() - 1));
        }
        let value = match wish {
            Some(Wish::Close) => {
                picker.close();
                response.request_focus();
                None
            }
            Some(Wish::Choose(place)) => self.value_at(picker, list, place),
            Some(Wish::Create) if self.offers_new(picker, list) => {
                Some(picker.query.trim().to_owned())
            }
            Some(Wish::Create) | None => {
                if !response.has_focus() && !shown.hot {
                    picker.close();
                }
                None
            }
        }?;
        picker.close();
        response.request_focus();
        if self.many {
            picker.open(id);
        }
        Some(self.toggled(value))
    }

    /// Whether what is typed can be made a value of its own.
    fn offers_new(&self, picker: &Picker, list: &OptionList) -> bool {
        let query = picker.query.trim();
        self.create
            && !query.is_empty()
            && list.with_value(query).is_none()
            && !self.chosen.iter().any(|value| value == query)
    }

    fn value_at(&self, picker: &Picker, list: &OptionList, place: usize) -> Option<String> {
        match place.checked_sub(usize::from(self.offers_new(picker, list))) {
            Some(place) => Some(picker.search.at(place)?.value.to_string()),
            None => Some(picker.query.trim().to_owned()),
        }
    }

    fn toggled(&self, value: String) -> Vec<String> {
        match self.chosen.iter().position(|chosen| *chosen == value) {
            Some(place) => self.without(place),
            None if self.many => self.chosen.iter().cloned().chain([value]).collect(),
            None => vec![value],
        }
    }

    fn list(&self, field: &Response, picker: &mut Picker, list: &OptionList) -> list::Shown {
        let new = self.offers_new(picker, list);
        let (found, all) = (picker.search.len(), list.options.len());
        let count = found + usize::from(new);
        let footer = match (found, all) {
            (_, 0) if self.elsewhere => {
                "The instance lists these elsewhere and they are not read yet; type a value"
                    .to_owned()
            }
            (_, 0) if !new => "No options known; type a value".to_owned(),
            (found, all) if all < MANY || found == 0 => String::new(),
            (found, all) if found == all => format!("{} options", grouped(all)),
            (found, all) => format!("{} of {} options", grouped(found), grouped(all)),
        };
        let Picker {
            cursor,
            search,
            query,
            ..
        } = picker;
        list::show(field, cursor, count, &footer, |place| {
            let Some(place) = place.checked_sub(usize::from(new)) else {
                return Some(Entry {
                    text: query.trim().to_owned(),
                    detail: String::new(),
                    chosen: false,
                    creates: true,
                    plain: false,
                });
            };
            let option = search.at(place)?;
            let same = option.label == option.value;
            Some(Entry {
                text: option.label.to_string(),
                detail: if same {
                    String::new()
                } else {
                    option.value.to_string()
                },
                chosen: self.chosen.iter().any(|value| *value == option.value),
                creates: false,
                plain: false,
            })
        })
    }
}

/// A chosen value, with a cross that takes it away.
fn chip(ui: &mut Ui, name: &str, foreign: bool, removable: bool) -> Response {
    let colours = Colours::of(ui.visuals());
    let sign = if foreign { 18.0 } else { 0.0 };
    let cross = if removable { 18.0 } else { 0.0 };
    let most = (ui.max_rect().width() - sign - cross - 18.0).max(40.0);
    let job = one_line(name, FontId::proportional(13.0), colours.text, most);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let sense = if removable {
        Sense::click()
    } else {
        Sense::hover()
    };
    let size = vec2(galley.size().x + 16.0 + sign + cross, 24.0);
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| {
        if removable {
            WidgetInfo::labeled(WidgetType::Button, true, format!("Remove {name}"))
        } else {
            WidgetInfo::labeled(WidgetType::Label, true, name)
        }
    });
    let accent = if foreign {
        colours.warning
    } else {
        colours.accent
    };
    let lift = if response.hovered() { 0.22 } else { 0.13 };
    let fill = colours.ground.lerp_to_gamma(accent, lift);
    let edge = Stroke::new(1.0, colours.ground.lerp_to_gamma(accent, 0.40));
    let painter = ui.painter();
    painter.rect(rect, CornerRadius::same(6), fill, edge, StrokeKind::Inside);
    if response.has_focus() {
        focus_ring(ui, rect);
    }
    let middle = rect.center().y;
    let put = |x: f32, sign: &str, colour| {
        let font = FontId::proportional(SMALL);
        painter.text(
            egui::pos2(x, middle),
            Align2::CENTER_CENTER,
            sign,
            font,
            colour,
        );
    };
    if foreign {
        put(rect.left() + 15.0, glyph::WARNING, colours.warning);
    }
    let cut = galley.elided;
    let text_at = egui::pos2(rect.left() + 8.0 + sign, middle - galley.size().y / 2.0);
    painter.galley(text_at, galley, colours.text);
    if removable {
        put(rect.right() - 14.0, glyph::X, colours.soft_text);
    }
    if cut {
        response.on_hover_text(name)
    } else {
        response
    }
}
