//! Tables: columns that line up.

use std::io::{self, Write};

use super::style::{Ink, Style, plain};

/// Writes rows under their heads; the last column is never padded.
///
/// # Errors
/// What kept `out` from being written.
pub fn write(heads: &[&str], rows: &[Vec<String>], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(heads.get(column).map(|head| head.len())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    writeln!(out, "{}", style.paint(Ink::Strong, &line(&heads, &widths)))?;
    for row in rows {
        writeln!(out, "{}", line(row, &widths))?;
    }
    Ok(())
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let padded = cells.iter().zip(widths).map(|(cell, &width)| format!("{:width$}", plain(cell)));
    padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}
