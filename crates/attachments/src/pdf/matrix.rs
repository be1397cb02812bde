//! Transformations of the plane, as PDF writes them (ISO 32000-1, 8.3.4).

use lopdf::Object;

/// `[a b c d e f]`: x' = a x + c y + e, y' = b x + d y + f.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix {
    pub(super) a: f32,
    pub(super) b: f32,
    pub(super) c: f32,
    pub(super) d: f32,
    pub(super) e: f32,
    pub(super) f: f32,
}

impl Matrix {
    pub(super) const IDENTITY: Self = Self { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 };

    pub(super) fn translation(x: f32, y: f32) -> Self {
        Self { e: x, f: y, ..Self::IDENTITY }
    }

    /// Six numbers; `None` when there are others or fewer.
    pub(super) fn of(operands: &[Object]) -> Option<Self> {
        let number = |index: usize| operands.get(index)?.as_float().ok();
        Some(Self { a: number(0)?, b: number(1)?, c: number(2)?, d: number(3)?, e: number(4)?, f: number(5)? })
    }

    /// This one first, then `next`.
    pub(super) fn then(self, next: Self) -> Self {
        Self {
            a: self.a * next.a + self.b * next.c,
            b: self.a * next.b + self.b * next.d,
            c: self.c * next.a + self.d * next.c,
            d: self.c * next.b + self.d * next.d,
            e: self.e * next.a + self.f * next.c + next.e,
            f: self.e * next.b + self.f * next.d + next.f,
        }
    }
}
