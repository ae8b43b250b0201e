//! The text form of an input that is a request or an answer: a first line, headers, an empty line, a body.

use std::borrow::Cow;

/// A message taken apart. Any bytes are one.
pub(crate) struct Message<'a> {
    /// The first line, without its end.
    pub(crate) first_line: Cow<'a, str>,
    /// The lines up to the first empty one, split at their first colon; the value without the space that follows it.
    pub(crate) headers: Vec<(String, String)>,
    /// All that follows the first empty line, byte for byte.
    pub(crate) body: &'a [u8],
}

impl<'a> Message<'a> {
    /// Reads a message; what is not UTF-8 in its head is replaced.
    pub(crate) fn read(data: &'a [u8]) -> Self {
        let end = data.windows(2).position(|pair| pair == b"\n\n");
        let (head, body) = end.map_or((data, &data[data.len()..]), |end| (&data[..end], &data[end + 2..]));
        let line_end = head.iter().position(|&byte| byte == b'\n').unwrap_or(head.len());
        let first_line = String::from_utf8_lossy(&head[..line_end]);
        let headers = String::from_utf8_lossy(&head[line_end..])
            .split('\n')
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.strip_prefix(' ').unwrap_or(value).to_owned()))
            .collect();
        Self { first_line, headers, body }
    }
}
