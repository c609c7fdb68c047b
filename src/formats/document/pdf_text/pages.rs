//! The first pages of a document, in the order of its page tree (ISO 32000-2, 7.7.3).
//!
//! Refuses to know what is on a page. A node that was seen before, or lies too deep, ends its branch.

use std::collections::HashSet;

use super::objects::Objects;
use super::value::{Value, items};

/// So many nodes of the tree are looked at.
const NODES_MAX: usize = 2_000;
/// So deep may nodes lie in each other.
const DEPTH_MAX: usize = 16;

/// What a page is made of.
#[derive(Clone, Copy)]
pub(super) struct Page<'s> {
    /// Its own dictionary.
    pub(super) dict: &'s [u8],
    /// The resources that it has itself, or else those of the nearest node above.
    pub(super) resources: Option<&'s [u8]>,
}

/// So many pages from the start, or as many as there are.
pub(super) fn first<'s>(objects: &'s Objects<'_>, pages_max: usize) -> Vec<Page<'s>> {
    let mut walk =
        Walk { objects, seen: HashSet::new(), looked_at: 0, pages: Vec::new(), pages_max };
    if let Some(root) = objects.root() {
        walk.node(objects.written(root, b"Pages"), None, 0);
    }
    walk.pages
}

/// A walk down the page tree.
struct Walk<'s, 'a> {
    objects: &'s Objects<'a>,
    seen: HashSet<u32>,
    looked_at: usize,
    pages: Vec<Page<'s>>,
    pages_max: usize,
}

impl<'s> Walk<'s, '_> {
    fn node(&mut self, node: Value<'s>, above: Option<&'s [u8]>, depth: usize) {
        if let Value::Reference(number) = node
            && !self.seen.insert(number)
        {
            return;
        }
        self.looked_at += 1;
        let Some(dict) = self.objects.resolve(node).dict() else { return };
        let resources = self.objects.get(dict, b"Resources").dict().or(above);
        match self.objects.get(dict, b"Kids") {
            Value::Array(kids) if depth < DEPTH_MAX => {
                for kid in items(kids) {
                    if self.looked_at >= NODES_MAX || self.pages.len() >= self.pages_max {
                        return;
                    }
                    self.node(kid, resources, depth + 1);
                }
            }
            Value::Array(_) => {}
            _ => self.pages.push(Page { dict, resources }),
        }
    }
}
