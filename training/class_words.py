"""What the words of a class, id or data attribute say about the text inside the element."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

ARTICLE = "article"
"""Evidence that the element holds the article itself: it ends what an outer element said, names no kind."""


class Evidence(NamedTuple):
    """``kind`` is a kind's name or ``ARTICLE``; ``strong`` means the element says so in as many words."""

    kind: str
    strong: bool


# Words of class, id and data attributes, in the languages of the web. "word*" also matches what begins so;
# "two-words" match in a row and come before single words. Where several kinds are named, the last word names
# the thing ("article-author-share").
WORDS: Mapping[str, str] = {
    ARTICLE: """
        article-body articlebody article-content articlecontent article-text articletext story-body
        storybody story-content storytext story-text entry-content post-content postcontent post-body
        postbody body-content news-text newstext content-body body-text bodytext hentry twitter-tweet
        instagram-media blockquote article-header entry-header post-header story-header article-footer
        entry-footer post-footer artikel-text artikeltext texte-article corps-article cuerpo-noticia
        corpo-noticia testo-articolo tresc-artykulu article-main main-article articlemain articlewrapper
        article-wrapper
    """,
    "caption": """
        caption* figcaption* cutline* photo-credit* photocredit* image-credit* picture-credit img-credit
        media-credit photo-caption* photographer* picture-text image-text legend* legende
        bildunterschrift* bildtext bildnachweis bildquelle didascalia* pie-foto piefoto pie-de-foto
        fotocredit* bijschrift* fotoledtext podpis-zdjecia billedtekst bildetekst kuvateksti popisek
        leyenda legenda photodesc photo-desc image-caption* imagecaption img-caption imgcaption
        wp-caption* video-caption lightbox-caption gallery-caption alt-text zhaiyao-img tushuo
    """,
    "date": """
        date* time timestamp* time-stamp datetime pubdate* pubtime* publish-date publish-time published*
        publication-date publishdate publishtime post-date postdate posted-on postedon posted updated*
        last-updated lastupdated modified* dateline reading-time read-time readtime minutes-read created
        datum* fecha* hora publie publicado fecha-publicacion veroeffentlicht* publicerad* publisert*
        julkaistu data-pubblicazione tarih* tanggal* waktu-baca ngay-dang thoi-gian data-publikacji
        shijian riqi imerominia hmerominia
    """,
    "byline": """
        byline* by-line author* writer* reporter* journalist* contributor* columnist* bio biography
        about-author aboutauthor vcard dc-creator posted-by postedby autor* auteur* autore* avtor*
        skribent forfatter forfattare kirjoittaja szerzo* yazar* muhabir* penulis* redaktur tac-gia
        redaktor* schrijver journaliste redacteur zuozhe bianji laiyuan source-author signature
        firma-autor firmante
    """,
    "related": """
        related* relate relative-news recommend* recirc* read-more readmore read-next readnext read-also
        readalso also-read alsoread see-also seealso more-from morefrom more-on more-stories more-news
        more-articles you-may may-like you-might teaser* most-read mostread most-popular mostpopular
        most-viewed trending* popular* similar* up-next upnext next-article prev-article next-post
        previous-post post-navigation nextprev further-reading latest-news latestnews latest-posts
        recent-posts recentposts recent-entries top-stories topstories top-news keep-reading dont-miss
        editors-picks editor-picks must-read related-posts yarpp* jp-relatedposts crp-* onward*
        verwandt* aehnlich* aehnliche mehr-zum mehr-zu meistgelesen* empfehl* weiterlesen
        weitere-artikel lire-aussi a-lire alire voir-aussi articles-lies plus-lus recommand* leggi-anche
        leggianche correlat* piu-letti relacionad* leia-mais leiamais leia-tambem veja-mais veja-tambem
        vejamais saiba-mais lee-tambien te-puede mas-leidas mas-leido mas-noticias ultimas-noticias
        lees-ook leesook gerelateerd* meest-gelezen meer-nieuws lees-meer las-ocksa lasmer relaterat*
        relaterad* mest-last mestlast les-ogsa lesogsa lue-myos luetuimmat powiazane* polecane* polecamy
        czytaj-takze czytaj-tez zobacz-takze zobacz-tez czytaj-wiecej najczesciej najnowsze souvisejici*
        mohlo-by nejctenejsi kapcsolodo* legolvasottabb ilgili* onerilen* cok-okunan cokokunan baca-juga
        bacajuga terkait* terpopuler berita-terkait tin-lien lien-quan xem-them tin-lienquan doc-them
        pohozhie* po-teme chitayte* chitaite* sxetika sxetik* diavaste diabaste xiangguan* xgxw tuijian*
        remen paihang kanren* ranking* rekomend* citeste* cititi vezi-si procitajte najcitanije povezane
        naj-citano
    """,
    "share": """
        share* sharing* sharebar* sharethis* social* follow* addthis* addtoany* a2a facebook* twitter*
        linkedin pinterest whatsapp* telegram-share fb-like tweet-button retweet bookmark* shareaholic
        ssba* sociable sns* bdshare* bshare* jiathis* weibo fenxiang* partage* partager compartir*
        compartilh* condivid* condivisione teilen* delen dela-knapp udostepnij* sdilet* sdileni
        megosztas* paylas* bagikan* chia-se podelit* podelits* koinopoi* print* email-this tell-friend
        send-friend font-size text-size article-tools articletools article-tool story-tools storytools
        tools-bar diigo delicious digg reddit stumbleupon
    """,
    "promo": """
        newsletter* news-letter subscri* signup* sign-up promo promos promotion* promobox donat*
        donation* support-us paywall* premium-* membership* member-offer app-download appdownload
        download-app app-banner app-promo get-app campaign* cta upsell* push-notification mailchimp*
        mc-embed optin* opt-in lead-magnet become-member abonnement* abonne* abonnier* abonare suscri*
        suscripcion* boletin* boletines infolettre inscription assinatura* assine abbonati abbonament*
        iscriviti aboneaza rozsylka podpiska* podpisat* odeber odber bulten berlangganan dang-ky
        prenumer* nyhetsbrev* nieuwsbrief* uutiskirje tilaa
    """,
    "ad": """
        ad ads adv advert* adsense* adslot* ad-slot adbox* adunit* ad-unit ad-container adcontainer
        adspace* adzone adlabel admarker dfp* gpt-ad google-ad googlead* sponsor* sponsored* outbrain*
        taboola* ligatus plista mgid revcontent native-ad nativead commercial-content paid-content
        partner-content banner-ad bannerad werbung* anzeige* anuncio* anzeigen publicite* publicidad*
        publicidade* pubblicita* reclame* reklam* reklama* reklame* annons* annonce* mainos* hirdetes*
        iklan* quang-cao quangcao guanggao* diafimis* oglas oglasi
    """,
    "tags": """
        tags* taglist tag-list tag-links taglinks keyword* topic topics* topic-list hashtags* post-tags
        article-tags entry-tags cat-links schlagwort* schlagworte stichwort* mots-cles etiquetas*
        etiqueta tagi slowa-kluczowe stitky klicova-slova cimke cimkek etiket* etiketler tu-khoa
        klyuchevye tegi metki emneord amnesord trefwoorden biaoqian guanjianci themen themenliste
    """,
    "comments": """
        comment* disqus* reply replies respond responses discussion discuss discussions talkback*
        livefyre* fb-comments user-comments usercomments guestbook kommentar* kommentare commentaire*
        comentario* coment commenti reacties reactie komentarz* komentar* komentare diskuze diskusia
        hozzaszolas* yorum* yorumlar binh-luan binhluan otzyvy kommentarii kommentari sxolia sxolio
        sholia pinglun* pingjia liuyan leserkommentar* keskustelu opiniones spot-im spotim viafoura
        coral-talk openweb
    """,
    "legal": """
        copyright* copy-right legal* disclaimer* cookie* consent* gdpr* cmp onetrust* didomi*
        usercentrics* privacy* terms imprint impressum* datenschutz* mentions-legales aviso-legal
        note-legali rights-reserved copyr license licence colophon banquan mianze shengming rodo
        regulamin kvkk
    """,
    "navigation": """
        nav navbar* navi navigation* navlinks mainnav main-nav topnav subnav menu* mainmenu submenu*
        megamenu breadcrumb* bread-crumb* crumb crumbs pagination* paginat* pager paging page-numbers
        search* login* log-in signin sign-in register account skip-link skiplink skip-links skip-to
        sitemap site-map language* lang-switch hamburger burger toolbar back-to backtotop gotop go-top
        kicker overline eyebrow section-name sectionname rubric* rubrique rubrik ressort dachzeile
        ariane fil-ariane filariane miga-pan migas brodkrumer broodkruimel* okruszki drobeckova daohang
        mianbaoxie location-bar weizhi suche buscar buscador recherche cerca szukaj hledat arama poisk
        anazitisi accesskeys posted-in category-link categories* archives* blogroll
    """,
    "other": """
        poll polls quiz weather* meteo ticker* stock stocks market-data listen audio-player player
        feedback* correction* report-error visually-hidden screen-reader* sr-only rating ratings vote*
        voting survey captcha countdown calendar* exchange-rate horoscope* wetter* pogoda* loading
        spinner tooltip noscript
    """,
}

# Words that say where an element stands or what it is built like: when the first table has no word.
FAINT_WORDS: Mapping[str, str] = {
    "related": """
        more latest recent sidebar side-bar rail aside right-col rightcol rightcolumn leftcolumn aktuell* hot
    """,
    "navigation": """
        header masthead topbar top-bar footer foot bottom category categories channel* tabs tab links
    """,
    "caption": "credit credits gallery photo image picture img foto slideshow",
    "byline": "meta entry-meta article-info post-info info-bar infos",
    "promo": "popup modal overlay offer offers events",
    "ad": "banner banners partner partners",
    "share": "like likes tools icons",
    "tags": "tag",
}

# Long enough to be meant wherever they stand inside a word written as one ("articlebyline").
_INNER = {
    "byline": "byline",
    "caption": "caption",
    "pubdate": "date",
    "related": "related",
    "recommend": "related",
    "sidebar": "related",
    "comment": "comments",
    "disqus": "comments",
    "breadcrumb": "navigation",
    "navbar": "navigation",
    "newsletter": "promo",
    "subscribe": "promo",
    "copyright": "legal",
    "sponsor": "ad",
    "advert": "ad",
}

# Words that say nothing about what the text inside is.
_NEUTRAL_WORDS = """
    article articles post posts entry entries story stories news wp text content block item items list
    wrapper wrap container box section module widget inner area group component row el field name node page
    single view line info main body div span link links title new top bottom left right icon small label the
    c m o p a u js
"""
_NEUTRAL = frozenset(_NEUTRAL_WORDS.split())

_PIECE = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])")
# "has-comments", "no-sidebar": a property of the page's layout, not a name for the text inside.
_MODIFIER = re.compile(
    r"(?:has|no|not|with|without|hide|is|show|category|tag|type|status|format|post_format|postid)[-_]"
)
_POST_CONTAINER = re.compile(r"\b(?:hentry|type-post|status-publish)\b")


def _index(table: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Table -> (whole words to kind, beginnings to kind)."""
    whole: dict[str, str] = {}
    beginning: dict[str, str] = {}
    for kind, words in table.items():
        for word in words.split():
            if word.endswith("*"):
                beginning[word[:-1]] = kind
            else:
                whole[word] = kind
    return whole, beginning


_FIRM = _index(WORDS)
_FAINT = _index(FAINT_WORDS)
_SHORTEST_BEGINNING, _LONGEST_NAME = 3, 3  # letters, words


def _look_up(words: list[str], index: tuple[dict[str, str], dict[str, str]]) -> str | None:
    """Kind of one name: a word, or several that stand in the table as one, so that the last must matter."""
    whole, beginning = index
    name = "-".join(words)
    if name in whole:
        return whole[name]
    shortest = len(name) - len(words[-1]) + 1 if len(words) > 1 else _SHORTEST_BEGINNING
    lengths = range(len(name), shortest - 1, -1)
    return next((beginning[name[:length]] for length in lengths if name[:length] in beginning), None)


def _named(words: list[str], index: tuple[dict[str, str], dict[str, str]]) -> Iterator[tuple[str, int]]:
    """Kinds the words name, in order, each with how many words it took."""
    position = 0
    while position < len(words):
        size = min(_LONGEST_NAME, len(words) - position)
        kind = None
        while size and not (kind := _look_up(words[position : position + size], index)):
            size -= 1
        if kind:
            yield kind, size
        position += max(size, 1)


@lru_cache(maxsize=1 << 16)
def of_words(value: str) -> Evidence | None:
    """Evidence of a class, id or data attribute; strong when a name in it says the kind and nothing else."""
    if _POST_CONTAINER.search(value):
        return Evidence(ARTICLE, False)
    faint: Evidence | None = None
    best: Evidence | None = None
    for name in value.split():
        if _MODIFIER.match(name):
            continue
        words = [piece.lower() for piece in _PIECE.findall(name)]
        found = list(_named(words, _FIRM))
        if found:
            kind = found[-1][0]
            others = len(words) - sum(size for _, size in found)
            exact = {kind} == {named for named, _ in found} and (
                others == 0 or sum(word in _NEUTRAL for word in words) >= others
            )
            if best is None or (exact and not best.strong):
                best = Evidence(kind, exact)
        elif best is None:
            inner = next((kind for part, kind in _INNER.items() if any(part in word for word in words)), None)
            best = Evidence(inner, False) if inner else None
            if best is None and faint is None:
                faint = next((Evidence(kind, False) for kind, _ in _named(words, _FAINT)), None)
    return best or faint
