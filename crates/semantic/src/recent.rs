//! The values that were asked for last, so many and no more.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Values by text; of more than `most` the one that was longest not asked for goes.
pub(crate) struct Recent<V> {
    most: usize,
    /// The value, and when it was asked for last.
    values: HashMap<Arc<str>, (Arc<V>, u64)>,
    /// The texts by when they were asked for last.
    order: BTreeMap<u64, Arc<str>>,
    now: u64,
}

impl<V> Recent<V> {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, values: HashMap::new(), order: BTreeMap::new(), now: 0 }
    }

    pub(crate) fn get(&mut self, text: &str) -> Option<Arc<V>> {
        self.now += 1;
        let (value, asked) = self.values.get_mut(text)?;
        let text = self.order.remove(asked)?;
        *asked = self.now;
        self.order.insert(self.now, text);
        Some(Arc::clone(value))
    }

    pub(crate) fn put(&mut self, text: String, value: Arc<V>) {
        self.now += 1;
        let text: Arc<str> = text.into();
        if let Some((_, asked)) = self.values.insert(Arc::clone(&text), (value, self.now)) {
            self.order.remove(&asked);
        }
        self.order.insert(self.now, text);
        while self.values.len() > self.most {
            let Some((_, oldest)) = self.order.pop_first() else { return };
            self.values.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_that_was_longest_not_asked_for_goes() {
        let mut recent = Recent::new(2);
        recent.put("甲".to_owned(), Arc::new(1));
        recent.put("乙".to_owned(), Arc::new(2));
        assert_eq!(recent.get("甲").as_deref(), Some(&1));
        recent.put("丙".to_owned(), Arc::new(3));
        assert_eq!(["甲", "乙", "丙"].map(|text| recent.get(text).as_deref().copied()), [Some(1), None, Some(3)]);
        recent.put("甲".to_owned(), Arc::new(4));
        recent.put("丁".to_owned(), Arc::new(5));
        assert_eq!(["甲", "丙", "丁"].map(|text| recent.get(text).as_deref().copied()), [Some(4), None, Some(5)]);
        assert_eq!((recent.values.len(), recent.order.len()), (2, 2));
    }
}
