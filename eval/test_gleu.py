"""The scorer is right before anything is scored with it."""

import math
import unittest

from gleu import gleu, with_interval
from treebank import tokens

SOURCE = "she go to school every day .".split()
RIGHT = "She goes to school every day .".split()
OTHER = "Every day she goes to school .".split()


class Gleu(unittest.TestCase):
    def test_a_reference_scores_one(self):
        self.assertAlmostEqual(gleu([SOURCE], [[RIGHT]], [RIGHT]), 1.0)

    def test_nothing_in_common_scores_zero(self):
        self.assertEqual(gleu([SOURCE], [[RIGHT]], ["a b c d e f g".split()]), 0.0)

    def test_a_correction_beats_the_text_left_alone(self):
        half = "She go to school every day .".split()
        left_alone, better, best = (gleu([SOURCE], [[RIGHT]], [output]) for output in (SOURCE, half, RIGHT))
        self.assertLess(left_alone, better)
        self.assertLess(better, best)

    def test_by_hand(self):
        # source a b c d e, reference a b c d f, output a b c d e: for n = 1…4, right minus left over, of all.
        source, reference = "a b c d e".split(), "a b c d f".split()
        precisions = [(4 - 1) / 5, (3 - 1) / 4, (2 - 1) / 3]
        # 4-grams: one right, one left over, so none counts and the score is zero.
        self.assertEqual(gleu([source], [[reference]], [source]), 0.0)
        # Over two sentences the counts are added before they are divided.
        pair = gleu([source, reference], [[reference], [reference]], [source, reference])
        expected = [(3 + 5) / 10, (2 + 4) / 8, (1 + 3) / 6, (0 + 2) / 4]
        self.assertEqual(precisions, [0.6, 0.5, 1 / 3])
        self.assertAlmostEqual(pair, math.exp(sum(map(math.log, expected)) / 4))

    def test_an_output_that_is_too_short_is_punished(self):
        long = "a b c d e f g h".split()
        self.assertAlmostEqual(gleu([long], [[long]], [long[:6]]), math.exp(1 - 8 / 6))

    def test_several_references_average_and_repeat_exactly(self):
        both = gleu([SOURCE], [[RIGHT, OTHER]], [RIGHT])
        self.assertEqual(both, gleu([SOURCE], [[RIGHT, OTHER]], [RIGHT]))
        self.assertLess(gleu([SOURCE], [[OTHER]], [RIGHT]), both)
        self.assertLess(both, 1.0)

    def test_the_interval_holds_the_score_and_repeats_exactly(self):
        sources, references = [SOURCE, OTHER, SOURCE], [[RIGHT, OTHER], [OTHER], [RIGHT]]
        outputs = [RIGHT, OTHER, SOURCE]
        score, low, high = with_interval(sources, references, outputs)
        self.assertEqual(score, 100 * gleu(sources, references, outputs))
        self.assertTrue(low <= score <= high)
        self.assertEqual([score, low, high], with_interval(sources, references, outputs))

    def test_lengths_must_agree(self):
        with self.assertRaises(ValueError):
            gleu([SOURCE], [[RIGHT]], [])


class Tokens(unittest.TestCase):
    def check(self, text, expected):
        self.assertEqual(" ".join(tokens(text)), expected)

    def test_punctuation(self):
        self.check('He said, "no (never)"!', 'He said , " no ( never ) " !')
        self.check("First one. Then two; 20%: done...", "First one . Then two ; 2 0 % : done ...")

    def test_contractions_and_possessives(self):
        self.check("Don't, it's Tom's and the boys' car", "Do n't , it 's Tom 's and the boys ' car")
        self.check("I’m sure we’ll, they've", "I 'm sure we 'll , they 've")
        self.check("You cannot", "You cannot")

    def test_digits_stand_alone(self):
        self.check("for 50 years, the 21st, in 1908.", "for 5 0 years , the 2 1st , in 1 9 0 8 .")

    def test_full_stops_that_belong_to_the_word(self):
        self.check("Mr. Smith of the U.S. and so on, etc.", "Mr. Smith of the U.S. and so on , etc.")

    def test_hyphens_stay_and_dashes_do_not(self):
        self.check("a well-known man—him", "a well-known man -- him")

    def test_tokenized_text_stays_as_it_is(self):
        for text in ("I do n't know 5 0 of them , sir .", "the boys ' car ...", "he said &raspsquo; hey &raspsquo; .", "4 : 3 0"):
            self.check(text, text)


if __name__ == "__main__":
    unittest.main()
