//! Laid-out text, kept from frame to frame.

use std::{collections::HashMap, fmt, hash::BuildHasherDefault, hash::Hasher, sync::Arc};

use egui::{
    Color32, Context, FontId, Galley,
    text::{LayoutJob, TextFormat, TextWrapping},
};

/// Above this many texts, those not used lately are dropped.
const FULL: usize = 6_000;
/// How many frames a text is kept unused once the cache is full.
const KEPT: u64 = 60;

/// What tells a laid-out text: its words (by hash) and its size in quarters of a point.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    text: u64,
    quarters: u32,
}

/// The keys are hashes already; this only mixes them.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(23) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

struct Kept {
    galley: Arc<Galley>,
    used: u64,
}

/// Laid-out texts by their words and size. Colour comes when they are painted.
#[derive(Default)]
pub(super) struct TextCache {
    kept: HashMap<Key, Kept, BuildHasherDefault<Mix>>,
    frame: u64,
    canary: Option<Arc<Galley>>,
}

impl fmt::Debug for TextCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TextCache({} texts)", self.kept.len())
    }
}

impl TextCache {
    /// To be called once a frame, before anything is painted. A galley points into the font atlas;
    /// egui starts a new atlas when it is full, or when fonts or the scale change, and then forgets
    /// its own galleys too. So one small text is laid out through egui's cache in every frame: when
    /// it comes back as another object, all that is kept here is stale.
    pub fn begin_frame(&mut self, ctx: &Context) {
        self.frame += 1;
        let canary = ctx.fonts_mut(|fonts| {
            fonts.layout_no_wrap(
                "·".to_owned(),
                FontId::proportional(12.0),
                Color32::PLACEHOLDER,
            )
        });
        let same = self
            .canary
            .as_ref()
            .is_some_and(|old| Arc::ptr_eq(old, &canary));
        if !same {
            self.kept.clear();
        } else if self.kept.len() > FULL {
            let oldest = self.frame.saturating_sub(KEPT);
            self.kept.retain(|_, kept| kept.used >= oldest);
        }
        self.canary = Some(canary);
    }

    /// A text at a font size in points, its lines `line` times that size high; `words` gives the
    /// text where it is not known yet, and `key` stands for it.
    pub fn get(
        &mut self,
        ctx: &Context,
        key: u64,
        size: f32,
        line: Option<f32>,
        words: impl FnOnce() -> String,
    ) -> Arc<Galley> {
        let quarters = quarters(size);
        let frame = self.frame;
        let kept = self
            .kept
            .entry(Key {
                text: key,
                quarters,
            })
            .or_insert_with(|| Kept {
                galley: lay_out(ctx, words(), quarters as f32 / 4.0, line),
                used: frame,
            });
        kept.used = frame;
        kept.galley.clone()
    }
}

/// Font sizes in quarters of a point; large ones in whole points, since the eye does not tell them
/// apart and each size takes room in the atlas.
fn quarters(size: f32) -> u32 {
    if size > 20.0 {
        (size.round() as u32) * 4
    } else {
        (size * 4.0).round().max(4.0) as u32
    }
}

fn lay_out(ctx: &Context, text: String, size: f32, line: Option<f32>) -> Arc<Galley> {
    let format = TextFormat {
        line_height: line.map(|times| times * size),
        ..TextFormat::simple(FontId::proportional(size), Color32::PLACEHOLDER)
    };
    let job = LayoutJob {
        wrap: TextWrapping::no_max_width(),
        ..LayoutJob::single_section(text, format)
    };
    ctx.fonts_mut(|fonts| fonts.layout_job(job))
}
