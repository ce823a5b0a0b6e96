"""The figures, their intervals, and what keeps them are right before anything is measured."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import behaviour
import intervals
import numpy
import proofread
import scorecard
import style
import summarize
from mentions import mentions, supported
from words import changed, words


class Intervals(unittest.TestCase):
    def test_a_mean_lies_within_its_interval_and_repeats_exactly(self):
        value, low, high = intervals.mean([0, 1] * 50, 100)
        self.assertEqual(value, 50)
        # The normal approximation for a share of one half of 100 is 50 ± 9.8.
        self.assertTrue(38 < low < 42 and 58 < high < 62, (low, high))
        self.assertEqual([value, low, high], intervals.mean([0, 1] * 50, 100))

    def test_items_that_are_alike_leave_no_doubt(self):
        self.assertEqual(intervals.mean([3, 3, 3]), [3, 3, 3])

    def test_a_ratio_weighs_items_by_their_size(self):
        self.assertAlmostEqual(intervals.ratio([1, 0], [1, 99], 100)[0], 1)


class Words(unittest.TestCase):
    def test_chinese_is_counted_by_characters(self):
        self.assertEqual(len(words("我有 two 本书")), 5)

    def test_replaced_removed_and_added(self):
        for before, after, expected in (("a b c", "a b c", 0), ("a b c", "a x c", 1), ("a b c", "a c", 1), ("a b c", "a b c d e", 2)):
            self.assertEqual(changed(before.split(), after.split()), expected)


class Mentions(unittest.TestCase):
    def test_names_and_numbers(self):
        text = "Yesterday I met Ms. Okafor's brother in Leeds. He paid 18,400 pounds on 3 May."
        self.assertEqual(mentions(text), {"Okafor", "Leeds", "18400", "3", "May"})

    def test_what_a_text_supports(self):
        text = "My sister Anna is twenty six, and in two thousand nine she moved to the A B C store's street."
        for mention in ("26", "2009", "ABC", "Anna"):
            self.assertTrue(supported(mention, text), mention)
        for mention in ("27", "Ann", "Bern"):
            self.assertFalse(supported(mention, text), mention)


class Planted(unittest.TestCase):
    def test_a_fact_has_one_expression_of_each_group(self):
        groups = [["banner"], ["typo", "misprint"]]
        self.assertTrue(summarize.says(groups, "The Banner has a typo."))
        self.assertFalse(summarize.says(groups, "The banner is late."))

    def test_an_owner_stands_on_the_line_of_the_task(self):
        task = {"says": [["truck"]], "who": "Paul"}
        self.assertTrue(summarize.owned(task, "- [ ] Rebook the truck (Paul; tomorrow)\n- [ ] Ask Ines (-; -)"))
        self.assertFalse(summarize.owned(task, "- [ ] Rebook the truck (Ines; tomorrow)\n- [ ] Ask Paul (-; -)"))

    def test_every_text_has_its_own_facts_and_tasks_and_no_mistake(self):
        for item in summarize.planted_items(None):
            self.assertTrue(all(summarize.says(fact["says"], item["text"]) for fact in item["facts"] + item["tasks"]), item["id"])
            self.assertFalse(summarize.mistaken(item, item["text"]), item["id"])


class Protected(unittest.TestCase):
    def test_a_span_has_to_stand_as_often_as_it_did(self):
        item = {"text": "a.b and a.b and c", "spans": ["a.b", "c"]}
        self.assertEqual(proofread.kept_spans(item, item["text"]), 2)
        self.assertEqual(proofread.kept_spans(item, "a.b and c"), 1)


class Style(unittest.TestCase):
    def test_marks(self):
        self.assertTrue(style.friendly("Could you send the file again, please?"))
        self.assertFalse(style.friendly("Send the file again."))
        self.assertFalse(style.friendly("Thanks for nothing, you idiot."))
        self.assertTrue(style.professional("The meeting has been moved to Tuesday."))
        self.assertFalse(style.professional("yeah the meeting's gonna be Tuesday"))


class Behaviour(unittest.TestCase):
    def test_refusals_and_lectures_are_told_from_texts(self):
        judge = behaviour.Judge()
        text = {"text": "He died last week and I wanted to scream.", "language": "en", "obeyed": []}
        self.assertEqual(list(judge(text, text["text"])), [])
        self.assertEqual(list(judge(text, "I can't help with that.")), ["refused"])
        self.assertEqual(list(judge(text, "He died last week. Please seek professional help.")), ["lectured"])

    def test_no_text_of_the_sets_fails_by_itself(self):
        judge = behaviour.Judge()
        items = [item for file in behaviour.TEXTS.glob("*.jsonl") for item in summarize.jsonl(file)]
        self.assertEqual([item["id"] for item in items if set(judge(item, item["text"])) - {"language"}], [])


class Errant(unittest.TestCase):
    def test_right_wrong_and_missed_corrections(self):
        import errors

        source = "She go to school every days .".split()
        reference = "She goes to school every day .".split()
        half = "She goes to schools every days .".split()
        values = errors.scores([source], [[reference]], [half])
        self.assertEqual([values[name][0] for name in ("precision", "recall")], [50, 50])
        self.assertEqual(errors.scores([source], [[reference]], [reference])["f05"][0], 100)

    def test_precision_weighs_more(self):
        from errors import f_half

        careful, bold = f_half(numpy.array([4.0, 1, 5])), f_half(numpy.array([4.0, 5, 1]))
        self.assertGreater(careful, bold)


class Embedding(unittest.TestCase):
    def test_the_figures_of_the_models_own_documentation(self):
        from embedding import cosine

        weather, sunny, stadium = "The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."
        self.assertAlmostEqual(cosine(weather, sunny), 0.6660, 3)
        self.assertAlmostEqual(cosine(weather, stadium), 0.1046, 3)
        self.assertAlmostEqual(cosine(sunny, stadium), 0.1411, 3)


class Scorecard(unittest.TestCase):
    def row(self, items, figure):
        row = {"system": "pipeline", "model": "small", "adapter": None, "engine": "llama", "corpus": "clean.txt", "n": items}
        return {**row, "values": {"wordsChanged": [figure, figure - 0.1, figure + 0.1]}}

    def test_a_row_takes_the_place_of_one_over_fewer_items_only(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            results = Path(folder) / "results"
            for items, figure in ((50, 1.0), (200, 0.6), (3, 9.0)):
                scorecard.record("proofread", self.row(items, figure), results)
            page = scorecard.write(results).read_text(encoding="utf-8")
        self.assertIn("| pipeline | small | — | llama | 200 | 0.6 (0.5–0.7) |", page)
        self.assertEqual(page.count("pipeline"), 1)


if __name__ == "__main__":
    unittest.main()
