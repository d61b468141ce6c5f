//! Figures in pixels: PNG with the letters of a font of the machine, for no font is in the program.

use std::fmt;

/// Why there is no figure in pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undrawn {
    /// This build draws none.
    NotInThisBuild,
    /// The machine has no font that could write the labels.
    NoFont,
    /// The figure could not be drawn, and why.
    Broken(String),
}

impl Undrawn {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::NotInThisBuild => "build with `--features png`, or end the file in .svg",
            Self::NoFont => "install a font (DejaVu Sans, Liberation Sans, Noto Sans), or end the file in .svg",
            Self::Broken(_) => "end the file in .svg, and report this",
        }
    }
}

impl fmt::Display for Undrawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInThisBuild => f.write_str("this build of Foedera draws no PNG"),
            Self::NoFont => {
                f.write_str("no font is installed on this machine, and a figure without its labels is none")
            }
            Self::Broken(why) => write!(f, "the figure cannot be drawn in pixels: {why}"),
        }
    }
}

impl std::error::Error for Undrawn {}

/// What every figure in pixels says of itself, in its first kilobyte.
pub const PIXELS_MARK: &str = "figure of Foedera";

#[cfg(feature = "png")]
pub(crate) use drawn::{png, ready};

#[cfg(not(feature = "png"))]
pub(crate) fn ready() -> Result<(), Undrawn> {
    Err(Undrawn::NotInThisBuild)
}

#[cfg(not(feature = "png"))]
pub(crate) fn png(_svg: &str) -> Result<Vec<u8>, Undrawn> {
    Err(Undrawn::NotInThisBuild)
}

#[cfg(feature = "png")]
mod drawn {
    use std::sync::Arc;

    use resvg::tiny_skia::{Pixmap, PremultipliedColorU8, Transform};
    use resvg::usvg::fontdb::{Database, Style};
    use resvg::usvg::{Options, Tree};

    use super::{PIXELS_MARK, Undrawn};

    /// Pixels for each unit of the figure: labels stay sharp in print.
    const SHARP: f32 = 2.0;
    /// Families without serifs that the labels' room was measured with, in the order in which they are looked for.
    const FAMILIES: [&str; 8] =
        ["DejaVu Sans", "Liberation Sans", "Noto Sans", "Arial", "Helvetica", "Segoe UI", "Roboto", "Open Sans"];

    /// Whether figures can be drawn here.
    pub(crate) fn ready() -> Result<(), Undrawn> {
        fonts().map(|_| ())
    }

    /// The fonts of the machine; letters without serifs are those of the first known family that there is.
    fn fonts() -> Result<Database, Undrawn> {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        let has = |name: &&str| fonts.faces().any(|face| face.families.iter().any(|(own, _)| own == name));
        let known = FAMILIES.iter().find(|name| has(name)).map(|name| (*name).to_owned());
        let upright = fonts.faces().filter(|face| face.style == Style::Normal);
        let any = || upright.filter_map(|face| face.families.first()).map(|(name, _)| name.clone()).min();
        let family = known.or_else(any).ok_or(Undrawn::NoFont)?;
        fonts.set_sans_serif_family(family);
        Ok(fonts)
    }

    /// A figure as PNG, two pixels for each unit of its size.
    pub(crate) fn png(svg: &str) -> Result<Vec<u8>, Undrawn> {
        let broken = |why: &dyn std::fmt::Display| Undrawn::Broken(why.to_string());
        let options =
            Options { fontdb: Arc::new(fonts()?), font_family: "sans-serif".to_owned(), ..Options::default() };
        let tree = Tree::from_str(svg, &options).map_err(|error| broken(&error))?;
        let size = tree.size().to_int_size().scale_by(SHARP).ok_or_else(|| broken(&"it has no size"))?;
        let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(|| broken(&"it has no size"))?;
        resvg::render(&tree, Transform::from_scale(SHARP, SHARP), &mut pixels.as_mut());
        encoded(&pixels).map_err(|error| broken(&error))
    }

    fn encoded(pixels: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, pixels.width(), pixels.height());
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.add_text_chunk("Software".to_owned(), PIXELS_MARK.to_owned())?;
        let mut writer = encoder.write_header()?;
        let colors: Vec<u8> = pixels
            .pixels()
            .iter()
            .map(PremultipliedColorU8::demultiply)
            .flat_map(|color| [color.red(), color.green(), color.blue(), color.alpha()])
            .collect();
        writer.write_image_data(&colors)?;
        writer.finish()?;
        Ok(file)
    }

    #[cfg(test)]
    mod tests {
        use std::io::Cursor;

        use super::*;
        use crate::{figure, fixture, html};

        #[test]
        fn a_figure_in_pixels_has_its_size_and_is_not_blank() {
            let page = html(&fixture::forecast(), "", "{}");
            let svg = figure::svg(&page, "headline").expect("the page has it");
            let file = match png(&svg) {
                Err(Undrawn::NoFont) => return eprintln!("skipped: no font on this machine"),
                other => other.expect("drawn"),
            };
            assert!(String::from_utf8_lossy(&file[..200]).contains(PIXELS_MARK));
            let mut reader = png::Decoder::new(Cursor::new(&file)).read_info().expect("a PNG");
            let mut colors = vec![0; reader.output_buffer_size().expect("it fits")];
            let frame = reader.next_frame(&mut colors).expect("whole");
            let said = |name: &str| svg.split_once(&format!(" {name}=\"")).unwrap().1.split('"').next().unwrap();
            for (own, name) in [(frame.width, "width"), (frame.height, "height")] {
                let size: f64 = said(name).parse().unwrap();
                assert!((f64::from(own) - 2.0 * size).abs() <= 2.0, "{name}: {own} for {size}");
            }
            let paper = &colors[..4];
            let inked = colors.chunks_exact(4).filter(|pixel| *pixel != paper).count();
            assert_eq!(paper[3], 255, "nothing shows through");
            // Letters, lines and marks: more than a hundredth of the page, less than half.
            let all = colors.len() / 4;
            assert!(inked > all / 100 && inked < all / 2, "{inked} of {all}");
            let wordless = svg.split("<text").next().unwrap().to_owned() + "</svg>";
            let without = png(&wordless).expect("drawn");
            assert!(without.len() < file.len(), "labels are drawn");
        }
    }
}
