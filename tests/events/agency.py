"""Invented stories to reprint: an agency's, what outlets make of it, and others' own."""

from __future__ import annotations

import random

STORY = (
    "وادي الزهور (وكالة النجم) – أعلن المجلس المحلي في وادي الزهور مساء الخميس التوصل إلى هدنة مع لواء الجبل "
    "تبدأ منتصف الليل وتستمر أسبوعين، بعد مفاوضات استمرت ثلاثة أيام في بلدة النبع برعاية وجهاء المنطقة.\n"
    "وقال رئيس المجلس في مؤتمر صحافي إن الاتفاق يشمل فتح الطريق بين البلدتين وإدخال قوافل المساعدات "
    "والإفراج عن ثلاثين محتجزا من الجانبين على دفعتين خلال عشرة أيام.\n"
    "وكانت المعارك قد اندلعت مطلع الشهر في حي الربوة وأسفرت عن مقتل عشرات المقاتلين ونزوح مئات العائلات."
)
OWN = (
    "خاص – قال سكان من بلدة النبع لمراسلنا إن الطريق المؤدي إلى وادي الزهور فتح صباح الجمعة أمام السيارات "
    "الصغيرة فقط، وإن الحواجز ما زالت في مكانها رغم إعلان الهدنة ليلا.\n"
    "وشاهد المراسل ثلاث حافلات تقل عائلات عائدة إلى حي الربوة الذي بدت الأضرار واضحة في معظم أبنيته، "
    "فيما كان عمال البلدية يزيلون الركام من الشارع الرئيس قرب المدرسة القديمة."
)
BOILERPLATE = (
    "تابعوا آخر الأخبار عبر قناتنا على تلغرام واشتركوا في نشرتنا البريدية اليومية، جميع الحقوق محفوظة لصحيفة "
    "الوادي ولا يجوز النشر أو النقل من دون إذن خطي مسبق من إدارة التحرير."
)
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def edited(text: str) -> str:
    """As an outlet does: another opening, a paragraph cut, two words changed, a line of its own."""
    first, second, _ = text.split("\n")
    body = first.partition("– ")[2].replace("مساء الخميس", "ليل الخميس").replace("وجهاء المنطقة", "وجهاء محليين")
    return f"صحيفة الوادي – {body}\n{second}\nللمزيد من الأخبار زوروا موقعنا."


def retyped(text: str) -> str:
    """The same words with other marks: diacritics, tatweel, doubled spaces, Latin punctuation."""
    return text.replace("هدنة", "هُدنَةٌ").replace("الطريق", "الطـــريق").replace("، ", " ,  ").replace("\n", "\n\n")


def invented(seed: int, words: int = 90) -> str:
    """A text of its own."""
    chance = random.Random(seed)
    return " ".join("".join(chance.choices(LETTERS, k=chance.randint(3, 8))) for _ in range(words))
