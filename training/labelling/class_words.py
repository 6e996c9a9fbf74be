"""Words of class, id and data attributes, in the languages of the web, by what they say of the text inside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ARTICLE: Final = "article"
"""Evidence that the element holds the article itself: it ends what an outer element said, names no kind."""

WORDS: Final[Mapping[str, str]] = {
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
"""Kind -> words that name it. "word*" also matches what begins so; "two-words" match in a row and come before single
words. Where several kinds are named, the last word names the thing ("article-author-share")."""

FAINT_WORDS: Final[Mapping[str, str]] = {
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
"""Words that say where an element stands or what it is built like: when the first table has no word."""

INNER_WORDS: Final[Mapping[str, str]] = {
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
"""Word -> kind: long enough to be meant wherever they stand inside a word written as one ("articlebyline")."""

NEUTRAL_WORDS: Final = """
    article articles post posts entry entries story stories news wp text content block item items list
    wrapper wrap container box section module widget inner area group component row el field name node page
    single view line info main body div span link links title new top bottom left right icon small label the
    c m o p a u js
"""
"""Words that say nothing about what the text inside is."""
