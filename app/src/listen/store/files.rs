//! The files of a store: segments of posts, the rows of the index, its names, the pins.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use crate::listen::{
    Index, Post, PostRow,
    index::{About, Place},
    record::{self, Lengths},
    rows_file,
};

/// A file of posts is not added to any more once it is so large, in bytes.
const SEGMENT: u64 = 512 * 1024 * 1024;

/// So many rows are read from the disk together.
const ROWS_AT_ONCE: usize = 8192;

/// The files of a folder.
pub(super) struct Files {
    pub(super) folder: PathBuf,
    /// Held for as long as this program writes.
    _lock: File,
    pub(super) segment: u32,
    posts: File,
    offset: u64,
    pub(super) names: File,
    pub(super) rows: File,
}

impl Files {
    pub(super) fn open(folder: &Path, lock: File) -> io::Result<(Index, Self)> {
        let segments = segments(folder)?;
        let (first, last) = (segments.first().copied(), segments.last().copied());
        let stored = read_index(folder).filter(|index| {
            // An index from before a clearing knows files that are gone.
            let told = index.rows().first().map(|row| row.place.segment);
            told.is_none() || told == first
        });
        let whole = stored.is_some();
        let mut index = stored.unwrap_or_default();
        let before = index.rows().len();
        let end = read_on(folder, &segments, &mut index)?;
        if let Ok(text) = fs::read(folder.join("pins.json"))
            && let Ok(pins) = serde_json::from_slice::<BTreeSet<u32>>(&text)
        {
            let there = |pin: &u32| (*pin as usize) < index.rows().len();
            index.set_pins(pins.into_iter().filter(there).collect());
        }
        let segment = last.unwrap_or(1);
        let posts = open_to_add(&segment_path(folder, segment))?;
        // What a program that was killed wrote half of was never answered. To shorten a file takes
        // as long as the disk is busy, even where nothing is cut off.
        if posts.metadata()?.len() != end {
            posts.set_len(end)?;
        }
        let mut files = Self {
            folder: folder.to_owned(),
            _lock: lock,
            segment,
            posts,
            offset: end,
            names: open_to_add(&folder.join("names"))?,
            rows: open_to_add(&folder.join("rows"))?,
        };
        if !whole || index.rows().len() != before {
            files.write_index(&index)?;
        }
        Ok((index, files))
    }

    pub(super) fn add(
        &mut self,
        post: &Post,
        scratch: &mut Vec<u8>,
    ) -> io::Result<(Place, Lengths)> {
        if self.offset >= SEGMENT {
            self.begin_anew()?;
        }
        let place = Place {
            segment: self.segment,
            offset: self.offset,
        };
        match record::write(&mut self.posts, post, scratch) {
            Ok(lengths) => {
                self.offset += lengths.whole();
                Ok((place, lengths))
            }
            Err(error) => {
                // Half a post would hide those behind it.
                let _ = self.posts.set_len(self.offset);
                Err(error)
            }
        }
    }

    pub(super) fn begin_anew(&mut self) -> io::Result<()> {
        self.posts = open_to_add(&segment_path(&self.folder, self.segment + 1))?;
        self.segment += 1;
        self.offset = 0;
        Ok(())
    }

    pub(super) fn remove_up_to(&self, last: u32) {
        let old = segments(&self.folder).unwrap_or_default();
        for segment in old.into_iter().filter(|segment| *segment <= last) {
            // One that stays is found with the next start, and its posts with it.
            let _ = fs::remove_file(segment_path(&self.folder, segment));
        }
    }

    pub(super) fn write_pins(&self, pins: &BTreeSet<u32>) -> io::Result<()> {
        let text = serde_json::to_vec(pins)?;
        crate::library::replace(&self.folder.join("pins.json"), &text)
            .map(drop)
            .map_err(|error| io::Error::other(error.to_string()))
    }

    /// Writes the files of the index from the beginning.
    pub(super) fn write_index(&mut self, index: &Index) -> io::Result<()> {
        // Rows that are there need their names, so the rows go first and come last.
        self.rows.set_len(0)?;
        self.names.set_len(0)?;
        let mut names = Vec::new();
        for name in index.names().from(0) {
            put_name(&mut names, name);
        }
        self.names.write_all(&names)?;
        let mut rows = BufWriter::new(&self.rows);
        rows.write_all(&rows_file::FIRST)?;
        for row in index.rows() {
            rows.write_all(&rows_file::write(row))?;
        }
        rows.flush()
    }
}

pub(super) fn read_post(folder: &Path, row: &PostRow) -> io::Result<Post> {
    let mut file = File::open(segment_path(folder, row.place.segment))?;
    file.seek(SeekFrom::Start(row.place.offset + record::FIXED))?;
    record::read(&mut file, row.lengths())
}

pub(super) fn put_name(bytes: &mut Vec<u8>, name: &str) {
    let length = u32::try_from(name.len()).unwrap_or(0);
    bytes.extend(length.to_le_bytes());
    bytes.extend(name.as_bytes());
}

fn read_index(folder: &Path) -> Option<Index> {
    let rows = read_rows(&folder.join("rows"))?;
    let names = fs::read(folder.join("names")).ok()?;
    let mut rest = names.as_slice();
    let mut names = Vec::new();
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let Some((name, behind)) = behind.split_at_checked(u32::from_le_bytes(*length) as usize)
        else {
            break;
        };
        names.push(std::str::from_utf8(name).ok()?.into());
        rest = behind;
    }
    Index::of(names, rows)
}

/// The whole rows of the file. It is read in parts: new memory for all of it at once would cost more
/// than reading it.
fn read_rows(path: &Path) -> Option<Vec<PostRow>> {
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    let mut first = [0; rows_file::FIRST.len()];
    file.read_exact(&mut first).ok()?;
    if first != rows_file::FIRST {
        return None;
    }
    let count = usize::try_from(length).ok()? / rows_file::LENGTH;
    let mut rows: Vec<PostRow> = Vec::new();
    // A damaged file may claim any length; without it the posts themselves are read.
    rows.try_reserve_exact(count).ok()?;
    let mut part = vec![0; ROWS_AT_ONCE * rows_file::LENGTH];
    let mut filled = 0;
    loop {
        let read = match file.read(part.get_mut(filled..)?) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read.ok()?,
        };
        if read == 0 {
            return Some(rows);
        }
        filled += read;
        let whole = filled - filled % rows_file::LENGTH;
        for row in part.get(..whole)?.chunks_exact(rows_file::LENGTH) {
            rows.push(rows_file::read(row)?);
        }
        part.copy_within(whole..filled, 0);
        filled -= whole;
    }
}

/// Reads the posts that the index does not know; gives where the last file's whole posts end.
fn read_on(folder: &Path, segments: &[u32], index: &mut Index) -> io::Result<u64> {
    let last = index.rows().last().copied();
    let mut end = 0;
    for segment in segments {
        let (known, mut offset) = match last {
            Some(last) if last.place.segment > *segment => continue,
            Some(last) if last.place.segment == *segment => {
                (true, last.place.offset + last.lengths().whole())
            }
            _ => (false, 0),
        };
        let file = File::open(segment_path(folder, *segment))?;
        let size = file.metadata()?.len();
        if known && offset > size {
            // The file was cut behind our back; what is left of it is of use all the same.
            offset = size;
        }
        let mut file = BufReader::new(file);
        file.seek(SeekFrom::Start(offset))?;
        while let Some(lengths) = record::read_lengths(&mut file) {
            if offset + lengths.whole() > size {
                break;
            }
            let place = Place {
                segment: *segment,
                offset,
            };
            match record::read(&mut file, lengths) {
                Ok(post) => {
                    index.add(&post, &About::of(&post), place, lengths);
                }
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {}
                Err(error) => return Err(error),
            }
            offset += lengths.whole();
        }
        end = offset;
    }
    Ok(end)
}

/// The numbers of the files of posts, in their order.
fn segments(folder: &Path) -> io::Result<Vec<u32>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".posts"));
        numbers.extend(number.and_then(|number| number.parse::<u32>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

fn segment_path(folder: &Path, segment: u32) -> PathBuf {
    folder.join(format!("{segment:06}.posts"))
}

pub(super) fn open_to_add(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true).read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
