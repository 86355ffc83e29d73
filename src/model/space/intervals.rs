//! Sets of numbers as sorted intervals: addresses, protocol numbers, ports.

use std::fmt::Debug;

/// A number that intervals are made of.
pub trait Point: Copy + Ord + Debug {
    /// The lowest number.
    const MIN: Self;
    /// The highest number.
    const MAX: Self;
    /// The next higher number; `None` behind the last.
    fn next(self) -> Option<Self>;
    /// The next lower number; `None` before the first.
    fn previous(self) -> Option<Self>;
}

macro_rules! points {
    ($($number:ty),+) => {$(
        impl Point for $number {
            const MIN: Self = <$number>::MIN;
            const MAX: Self = <$number>::MAX;

            fn next(self) -> Option<Self> {
                self.checked_add(1)
            }

            fn previous(self) -> Option<Self> {
                self.checked_sub(1)
            }
        }
    )+};
}

points!(u8, u16, u32, u128);

/// A set of numbers: inclusive intervals in ascending order, of which no two touch. Two equal sets are equal values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Intervals<T> {
    parts: Vec<(T, T)>,
}

impl<T: Point> Intervals<T> {
    /// No number.
    pub fn empty() -> Self {
        Self { parts: Vec::new() }
    }

    /// Every number.
    pub fn all() -> Self {
        Self { parts: vec![(T::MIN, T::MAX)] }
    }

    /// One number.
    pub fn one(number: T) -> Self {
        Self { parts: vec![(number, number)] }
    }

    /// From the first number to the second, both included; empty where the first is higher.
    pub fn between(low: T, high: T) -> Self {
        Self::of(vec![(low, high)])
    }

    /// The union of any intervals, in any order.
    pub fn of(mut parts: Vec<(T, T)>) -> Self {
        parts.retain(|(low, high)| low <= high);
        parts.sort_unstable();
        let mut merged: Vec<(T, T)> = Vec::with_capacity(parts.len());
        for (low, high) in parts {
            match merged.last_mut() {
                // Touching intervals are one. Behind the last number there is none that could not touch it.
                Some(last) if last.1.next().is_none_or(|next| low <= next) => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        Self { parts: merged }
    }

    /// The intervals in ascending order.
    pub fn parts(&self) -> &[(T, T)] {
        &self.parts
    }

    /// Whether it holds no number.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether it holds every number.
    pub fn is_all(&self) -> bool {
        self.parts.as_slice() == [(T::MIN, T::MAX)]
    }

    /// The lowest number.
    pub fn first(&self) -> Option<T> {
        self.parts.first().map(|part| part.0)
    }

    /// Whether it holds this number.
    pub fn has(&self, number: T) -> bool {
        let at = self.parts.partition_point(|part| part.1 < number);
        self.parts.get(at).is_some_and(|part| part.0 <= number)
    }

    /// Whether it holds every number of `other`.
    pub fn contains(&self, other: &Self) -> bool {
        other.parts.iter().all(|(low, high)| {
            let at = self.parts.partition_point(|part| part.1 < *low);
            self.parts.get(at).is_some_and(|part| part.0 <= *low && *high <= part.1)
        })
    }

    /// Whether the two have a number in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        let (few, many) = self.fewer_first(other);
        few.parts.iter().any(|(low, high)| many.touches(*low, *high))
    }

    /// Whether it holds a number from the first to the second, both included.
    pub fn touches(&self, low: T, high: T) -> bool {
        let at = self.parts.partition_point(|part| part.1 < low);
        self.parts.get(at).is_some_and(|part| part.0 <= high)
    }

    /// What the two have in common. Takes time by the smaller of the two, so that a large group costs a small question
    /// little.
    pub fn intersection(&self, other: &Self) -> Self {
        let (few, many) = self.fewer_first(other);
        let mut parts = Vec::new();
        for (low, high) in &few.parts {
            let start = many.parts.partition_point(|part| part.1 < *low);
            let touched = many.parts[start..].iter().take_while(|part| part.0 <= *high);
            parts.extend(touched.map(|part| (part.0.max(*low), part.1.min(*high))));
        }
        Self { parts }
    }

    /// What is in `self` and not in `other`.
    pub fn difference(&self, other: &Self) -> Self {
        let mut parts = Vec::new();
        for (low, high) in &self.parts {
            let start = other.parts.partition_point(|part| part.1 < *low);
            let mut from = Some(*low);
            for (gone_low, gone_high) in other.parts[start..].iter().take_while(|part| part.0 <= *high) {
                if let (Some(from), Some(before)) = (from, gone_low.previous())
                    && from <= before
                {
                    parts.push((from, before));
                }
                from = gone_high.next();
            }
            if let Some(from) = from
                && from <= *high
            {
                parts.push((from, *high));
            }
        }
        Self { parts }
    }

    /// Everything that is in one of the two.
    pub fn union(&self, other: &Self) -> Self {
        Self::of(self.parts.iter().chain(&other.parts).copied().collect())
    }

    fn fewer_first<'a>(&'a self, other: &'a Self) -> (&'a Self, &'a Self) {
        if self.parts.len() <= other.parts.len() { (self, other) } else { (other, self) }
    }
}
