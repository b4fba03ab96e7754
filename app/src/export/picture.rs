//! From the engine's SVG to pixels, with the fonts that the program brings along, so that a
//! picture looks the same on a machine without any.

use std::sync::{Arc, LazyLock};

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{self, fontdb},
};
use thiserror::Error;

/// Pixels for a unit of the canvas, where the picture stays within its bounds.
const SCALE: f64 = 2.0;
/// Most pixels along one side, which is what common programs open.
const LONGEST: f64 = 16_000.0;
/// Most pixels at all: 128 MB while it is drawn.
const MOST: f64 = 32_000_000.0;

/// Why a picture could not be drawn.
#[derive(Debug, Error)]
pub enum PictureError {
    /// The SVG cannot be read.
    #[error("the picture cannot be drawn: {0}")]
    Svg(#[from] usvg::Error),
    /// There is no memory for the pixels.
    #[error("the picture of {0} × {1} pixels cannot be drawn")]
    Size(u32, u32),
    /// The pixels cannot be written as PNG.
    #[error("the picture cannot be written as PNG: {0}")]
    Png(String),
}

/// A drawn picture.
#[derive(Clone, Debug)]
pub struct Picture {
    pixels: Pixmap,
}

impl Picture {
    /// Width and height in pixels.
    pub fn size(&self) -> [usize; 2] {
        [self.pixels.width(), self.pixels.height()].map(|side| side as usize)
    }

    /// As the content of a PNG file.
    ///
    /// # Errors
    /// Where the encoder fails.
    pub fn png(&self) -> Result<Vec<u8>, PictureError> {
        let encoded = self.pixels.encode_png();
        encoded.map_err(|error| PictureError::Png(error.to_string()))
    }

    /// Red, green, blue and opacity of each pixel, row by row.
    pub fn into_rgba(self) -> Vec<u8> {
        self.pixels.take_demultiplied()
    }
}

/// The program's own fonts, the one for text first.
static FONTS: LazyLock<(Arc<fontdb::Database>, String)> = LazyLock::new(|| {
    let known = egui::FontDefinitions::default();
    let mut fonts = fontdb::Database::new();
    let order = known.families.get(&egui::FontFamily::Proportional);
    for name in order.into_iter().flatten() {
        if let Some(data) = known.font_data.get(name) {
            fonts.load_font_data(data.font.to_vec());
        }
    }
    let first = fonts.faces().next();
    let family = first.and_then(|face| face.families.first());
    let family = family.map_or_else(String::new, |(name, _)| name.clone());
    fonts.set_sans_serif_family(family.clone());
    (Arc::new(fonts), family)
});

/// Draws an SVG picture at twice its size, or smaller where that is more pixels than anybody opens.
///
/// # Errors
/// Where the picture is no SVG or has no size.
pub fn draw(svg: &str) -> Result<Picture, PictureError> {
    let (fonts, family) = &*FONTS;
    let options = usvg::Options {
        fontdb: fonts.clone(),
        font_family: family.clone(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options)?;
    let size = tree.size();
    let scale = scale(f64::from(size.width()), f64::from(size.height()));
    #[allow(clippy::cast_possible_truncation, reason = "within the bounds above")]
    let scale = scale as f32;
    let size = size.to_int_size().scale_by(scale);
    let (width, height) = size.map_or((0, 0), |size| (size.width(), size.height()));
    let mut pixels = Pixmap::new(width, height).ok_or(PictureError::Size(width, height))?;
    let transform = Transform::from_scale(scale, scale);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    Ok(Picture { pixels })
}

/// How many pixels a unit gets.
fn scale(width: f64, height: f64) -> f64 {
    SCALE
        .min(LONGEST / width.max(height))
        .min((MOST / (width * height)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOT: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20">
        <rect width="40" height="20" fill="#ffffff"/>
        <text x="2" y="15" font-size="14" font-family="No Such Font, sans-serif">Tag</text></svg>"##;

    #[test]
    fn letters_are_drawn_with_the_fonts_of_the_program() {
        let picture = draw(DOT).unwrap();
        assert_eq!(picture.size(), [80, 40]);
        let png = picture.png().unwrap();
        assert!(png.starts_with(b"\x89PNG"));
        let dark = picture
            .into_rgba()
            .chunks(4)
            .filter(|pixel| pixel[0] < 128)
            .count();
        assert!(dark > 40, "{dark} dark pixels");
    }

    #[test]
    fn a_huge_picture_is_drawn_smaller() {
        assert!((scale(400.0, 300.0) - 2.0).abs() < f64::EPSILON);
        for (width, height) in [(2.0e6, 100.0), (100_000.0, 100_000.0), (2.0e6, 2.0e6)] {
            let scale = scale(width, height);
            assert!(width * scale <= LONGEST + 1.0 && width * height * scale * scale <= MOST + 1.0);
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert!(draw("nothing").is_err());
    }
}
