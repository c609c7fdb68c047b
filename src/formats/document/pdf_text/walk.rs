//! A walk through one content, operator by operator, and the text that it and its forms show (ISO 32000-2, 8.4, 8.9.7,
//! 8.10 and 9.4).
//!
//! Refuses to know where the content comes from.

use std::collections::HashMap;
use std::rc::Rc;

use super::font::Font;
use super::lexer::{Lexer, is_space, unescaped, unhexed};
use super::matrix::Matrix;
use super::objects::Stream;
use super::reader::Reader;
use super::value::{Value, items};

/// So many operands of an operator are kept: none that counts here has more.
const OPERANDS_MAX: usize = 8;
/// So deep may forms show others, and so many may be shown in all.
const FORMS_DEPTH_MAX: usize = 4;
const FORMS_MAX: usize = 512;
/// So many graphics states may be saved.
const STATES_MAX: usize = 64;
/// So many names of fonts may one content use.
const NAMES_MAX: usize = 256;
/// A move back by so many thousandths within a string's array parts words.
const ADJUSTMENT: f64 = -180.0;
/// A space between letters of so many parts of the size parts words, in a string of no more codes than that.
const LETTER_GAP: f64 = 0.2;
const SHORT_CODES_MAX: usize = 3;

/// What `q` saves and `Q` brings back.
#[derive(Clone)]
pub(super) struct State {
    pub(super) page: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    letter_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl Default for State {
    fn default() -> State {
        State {
            page: Matrix::IDENTITY,
            font: None,
            size: 0.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

/// A walk through one content: that of a page, or of a form.
pub(super) struct Walk<'r, 's, 'a> {
    reader: &'r mut Reader<'s, 'a>,
    resources: Option<&'s [u8]>,
    /// The fonts of these resources, by name.
    fonts: HashMap<Vec<u8>, Option<Rc<Font>>>,
    depth: usize,
    state: State,
    saved: Vec<State>,
    /// How many states were not saved, as there were too many.
    unsaved: usize,
    text: Matrix,
    line: Matrix,
}

impl<'r, 's, 'a> Walk<'r, 's, 'a> {
    pub(super) fn new(
        reader: &'r mut Reader<'s, 'a>,
        resources: Option<&'s [u8]>,
        state: State,
        depth: usize,
    ) -> Walk<'r, 's, 'a> {
        Walk {
            reader,
            resources,
            fonts: HashMap::new(),
            depth,
            state,
            saved: Vec::new(),
            unsaved: 0,
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
        }
    }

    pub(super) fn whole(&mut self, content: &[u8]) {
        let mut lexer = Lexer::new(content, 0);
        let mut operands: Vec<Value<'_>> = Vec::new();
        while let Some(operand) = lexer.operand() {
            match operand {
                Value::Word(b"BI") => skip_image(&mut lexer),
                Value::Word(operator) => {
                    self.operator(operator, &operands);
                    operands.clear();
                }
                operand => {
                    if operands.len() == OPERANDS_MAX {
                        operands.remove(0);
                    }
                    operands.push(operand);
                }
            }
            if self.reader.is_full() {
                return;
            }
        }
    }

    /// One operator. One whose operands are not what they must be does nothing.
    fn operator(&mut self, operator: &[u8], operands: &[Value<'_>]) -> Option<()> {
        match operator {
            b"q" if self.saved.len() < STATES_MAX => self.saved.push(self.state.clone()),
            b"q" => self.unsaved += 1,
            b"Q" if self.unsaved > 0 => self.unsaved -= 1,
            b"Q" => self.state = self.saved.pop()?,
            b"cm" => self.state.page = Matrix(numbers(operands)?).then(self.state.page),
            b"BT" => (self.text, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            b"Tc" => self.state.letter_space = number(operands)?,
            b"Tw" => self.state.word_space = number(operands)?,
            b"Tz" => self.state.stretch = number(operands)? / 100.0,
            b"Ts" => self.state.rise = number(operands)?,
            b"TL" => self.state.leading = number(operands)?,
            b"Tf" => self.set_font(operands)?,
            b"Td" | b"TD" => {
                let [x, y] = numbers(operands)?;
                if operator == b"TD" {
                    self.state.leading = -y;
                }
                self.next_line(x, y);
            }
            b"Tm" => {
                self.line = Matrix(numbers(operands)?);
                self.text = self.line;
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            b"Tj" => self.show(&bytes(*operands.last()?)?),
            b"'" => {
                self.next_line(0.0, -self.state.leading);
                self.show(&bytes(*operands.last()?)?);
            }
            b"\"" => {
                let [.., word_space, letter_space, text] = operands else { return None };
                self.state.word_space = word_space.number()?;
                self.state.letter_space = letter_space.number()?;
                self.next_line(0.0, -self.state.leading);
                self.show(&bytes(*text)?);
            }
            b"TJ" => self.show_all(operands.last()?.array()?),
            b"Do" => self.show_form(operands.last()?.name()?)?,
            _ => {}
        }
        Some(())
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = self.line.moved(x, y);
        self.text = self.line;
    }

    fn set_font(&mut self, operands: &[Value<'_>]) -> Option<()> {
        let [.., Value::Name(name), Value::Number(size)] = operands else { return None };
        self.state.size = *size;
        if let Some(font) = self.fonts.get(*name) {
            self.state.font.clone_from(font);
            return Some(());
        }
        // Text in a font that is not found is none, and not that of the last one.
        self.state.font = None;
        let objects = self.reader.objects;
        let fonts = objects.get(self.resources?, b"Font").dict()?;
        if self.fonts.len() < NAMES_MAX {
            self.state.font = self.reader.font(objects.written(fonts, name));
            self.fonts.insert(name.to_vec(), self.state.font.clone());
        }
        Some(())
    }

    /// Shows the strings in an array, with the moves between them.
    fn show_all(&mut self, array: &[u8]) {
        for item in items(array) {
            match item {
                Value::Number(by) => {
                    if by < ADJUSTMENT {
                        self.reader.words.part();
                    }
                    let by = -by / 1000.0 * self.state.size * self.state.stretch;
                    self.text = self.text.moved(by, 0.0);
                }
                text => {
                    if let Some(text) = bytes(text) {
                        self.show(&text);
                    }
                }
            }
        }
    }

    fn show(&mut self, bytes: &[u8]) {
        let (state, reader) = (&self.state, &mut *self.reader);
        let Some(font) = &state.font else {
            reader.words.part();
            reader.pen.lift();
            return;
        };
        let start = self.text.moved(0.0, state.rise).then(state.page);
        let repeats = reader.pen.repeats(start, state.size, bytes);
        if !repeats && reader.pen.parts(start, state.size) {
            reader.words.part();
        }
        // A wide space between the letters of some short string stands for that between words; longer ones are spaced
        // out for their looks.
        let is_wide = state.letter_space > LETTER_GAP * state.size.abs();
        let parts = is_wide && font.codes(bytes).nth(SHORT_CODES_MAX).is_none();
        let (mut far, mut is_first) = (0.0, true);
        for code in font.codes(bytes) {
            let is_space = code.bytes == 1 && code.code == u16::from(b' ');
            let space = state.letter_space + if is_space { state.word_space } else { 0.0 };
            far += (font.widths.of(code.code) * state.size + space) * state.stretch;
            if !repeats {
                if parts && !is_first {
                    reader.words.part();
                }
                font.say(code, &mut reader.words);
            }
            is_first = false;
        }
        let ends = [far - state.letter_space * state.stretch, far]
            .map(|far| self.text.moved(far, state.rise).then(state.page));
        self.text = self.text.moved(far, 0.0);
        reader.pen.shown(start, ends, bytes, font.widths.are_estimated);
    }

    /// Shows a form that the resources name. Images are no forms.
    fn show_form(&mut self, name: &[u8]) -> Option<()> {
        let objects = self.reader.objects;
        let forms = objects.get(self.resources?, b"XObject").dict()?;
        let form = objects.stream_of(objects.written(forms, name))?;
        let is_form = objects.get(form.dict, b"Subtype") == Value::Name(b"Form");
        let state = self.state.clone();
        is_form.then(|| shown(self.reader, form, self.resources, state, self.depth + 1))?
    }
}

/// Walks through a form, as deep and as often as that may be. One without resources has those of what shows it.
pub(super) fn shown<'s>(
    reader: &mut Reader<'s, '_>,
    form: Stream<'s>,
    above: Option<&'s [u8]>,
    mut state: State,
    depth: usize,
) -> Option<()> {
    if depth > FORMS_DEPTH_MAX || reader.forms == FORMS_MAX {
        return None;
    }
    reader.forms += 1;
    let objects = reader.objects;
    let resources = objects.get(form.dict, b"Resources").dict().or(above);
    if let Value::Array(matrix) = objects.get(form.dict, b"Matrix") {
        let matrix: Vec<Value<'_>> = items(matrix).take(6).collect();
        state.page = Matrix(numbers(&matrix)?).then(state.page);
    }
    let content = objects.unpack(form)?;
    Walk::new(reader, resources, state, depth).whole(&content);
    Some(())
}

/// Passes over an image that stands in the content itself (8.9.7): its bytes end with `EI` between white space.
fn skip_image(lexer: &mut Lexer<'_>) {
    /// So many bytes behind it must be those of text.
    const BEHIND_BYTES: usize = 8;
    while let Some(operand) = lexer.operand() {
        if operand == Value::Word(b"ID") {
            break;
        }
    }
    let rest = &lexer.bytes[lexer.at..];
    let is_text = |byte: &u8| is_space(*byte) && *byte != 0 || byte.is_ascii_graphic();
    let end = memchr::memmem::find_iter(rest, b"EI").find(|at| {
        let behind = &rest[at + 2..];
        let is_parted = behind.first().is_none_or(|byte| is_space(*byte));
        *at > 0
            && is_space(rest[at - 1])
            && is_parted
            && behind.iter().take(BEHIND_BYTES).all(is_text)
    });
    lexer.at += end.map_or(rest.len(), |at| at + 2);
}

/// The bytes of a string.
pub(super) fn bytes(value: Value<'_>) -> Option<Vec<u8>> {
    match value {
        Value::Text(text) => Some(unescaped(text)),
        Value::Hex(digits) => Some(unhexed(digits)),
        _ => None,
    }
}

fn number(operands: &[Value<'_>]) -> Option<f64> {
    operands.last()?.number()
}

/// The last numbers of the operands, where there are so many.
pub(super) fn numbers<const N: usize>(operands: &[Value<'_>]) -> Option<[f64; N]> {
    let mut numbers = [0.0; N];
    let last = operands.get(operands.len().checked_sub(N)?..)?;
    for (number, operand) in numbers.iter_mut().zip(last) {
        *number = operand.number()?;
    }
    Some(numbers)
}
